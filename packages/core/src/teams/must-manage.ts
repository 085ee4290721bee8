import type { Actor } from '../context'
import { SwitchboardError } from '../errors'

/** Throws forbidden. */
export function mustManage({ role }: Pick<Actor, 'role'>): void {
  if (role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team can do this. Ask one of them.')
}
