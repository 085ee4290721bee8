import type { Connection } from '@switchboard/db'
import { mendingOf } from './mending'

/** Whether anything can be done at an account now, and if not, why. */
export const accountStates = [
  'usable',
  'paused',
  'needs_access',
  'needs_mending',
  'switched_off',
  'disconnected',
] as const
export type AccountState = (typeof accountStates)[number]

export function accountStateOf({ status, errorCode }: Pick<Connection, 'status' | 'errorCode'>): AccountState {
  switch (status) {
    case 'connected':
      return 'usable'
    case 'paused':
    case 'disconnected':
      return status
    case 'connecting':
      return 'needs_access'
    case 'error':
      return mendingOf({ code: errorCode }) === 'access' ? 'needs_access' : 'needs_mending'
  }
}
