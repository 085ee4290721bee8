import type { Connection } from '@switchboard/db'
import { providerIdOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { Json } from '../ports/json'
import type { PressAnswer } from './presses'

const sending = { purpose: 'sending' } as const

/**
 * Tells whoever has pressed something what came of it, or has them fill in a form. It is done by then: an answer that cannot be given is
 * not worth doing it again.
 */
export async function answerPress(
  ctx: Context,
  connection: Connection,
  reply: Json,
  answer: PressAnswer,
): Promise<void> {
  const channel = ctx.providers[providerIdOf(connection)]?.provider?.channel
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const text = typeof answer === 'string' ? answer : answer.otherwise
  const { openForm, askWords, answer: say } = channel ?? {}
  if (typeof answer !== 'string' && openForm) {
    const isOpen = await tried(ctx, () =>
      withAccess(ctx, key, (access) => openForm(access, reply, answer.form), sending),
    )
    if (isOpen) return
  }
  if (typeof answer !== 'string' && answer.expectAt && askWords) {
    const { form, expectAt } = answer
    const isAsked = await tried(ctx, async () =>
      expectAt(connection, await withAccess(ctx, key, (access) => askWords(access, reply, form), sending)),
    )
    if (isAsked) return
  }
  if (say) await tried(ctx, () => withAccess(ctx, key, (access) => say(access, reply, text), sending))
}

async function tried(ctx: Pick<Context, 'logger'>, call: () => Promise<void>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    ctx.logger.warn({ err: error }, 'somebody who has pressed something was not answered')
    return false
  }
}
