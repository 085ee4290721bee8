import type { Connection } from '@switchboard/db'
import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { InboundSignal } from '../ports/webhook'
import { accountConnections } from './account-connections'
import { answerPress } from './answer-press'
import { memberAt, unlinked } from './member-at'
import { type PressAnswer, pressOf, type Pressed, type Press } from './presses'

type PressSignal = Extract<InboundSignal, { kind: 'pressed' }>

/**
 * Does what somebody has pressed outside of the browser, for the member who they have proved to be, and tells them what came of it. Of
 * several connections of the same account only the one of the subject's team does something, so that one press has one answer. A press that
 * is too old, of others, or of nobody whom we know is answered in words. Throws what may pass, and faults of our own.
 */
export async function actOnPress(ctx: Context, connection: Connection, signal: PressSignal): Promise<void> {
  const connections = await accountConnections(ctx, connection)
  const known = pressOf(signal.id)
  const teamId = known && (await known.press.teamOf(ctx, teamsOf(connections), known.subjectId))
  const speaker = connections.find((one) => one.teamId === teamId) ?? connections[0]
  if (speaker?.id !== connection.id) return
  const say = (answer: PressAnswer) => answerPress(ctx, connection, signal.reply, answer)
  const actor = await memberAt(ctx, connection, signal.by.address)
  if (!actor) return say(unlinked(ctx, connection))
  if (!known || teamId === null) return say('This is over: there is nothing left to decide.')
  const { press, subjectId, seenAt } = known
  const via = ctx.providers[providerIdOf(connection)]?.provider?.channel?.kind ?? 'web'
  await say(await actedOn(ctx, press, actor, { subjectId, seenAt, values: signal.values, via }))
}

const teamsOf = (connections: Connection[]) => [...new Set(connections.map(({ teamId }) => teamId))]

/** What trying again does not mend is the answer. */
async function actedOn(ctx: Context, press: Press, actor: Actor, pressed: Pressed): Promise<PressAnswer> {
  try {
    return await press.act(ctx, actor, pressed)
  } catch (error) {
    if (isSwitchboardError(error) && !error.retryable) return error.message
    throw error
  }
}
