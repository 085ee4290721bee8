import { v5 as idFrom } from 'uuid'
import type { Agent, Connection, Conversation, Transaction } from '@switchboard/db'
import { accountConnections } from '../channels/account-connections'
import { answerPress } from '../channels/answer-press'
import { memberAt, unlinked } from '../channels/member-at'
import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { answerBelow } from '../feedback/answer-below'
import type { MessageChannel } from '../ports/message-channel'
import type { InboundSignal } from '../ports/webhook'
import { onceIn } from '../rate-limits/once-in'
import { idleMs, mostActive, skewMs } from './limits'
import { sayIn } from './say'
import { startConversation } from './start-conversation'

type SaidSignal = Extract<InboundSignal, { kind: 'said' }>
type Channel = MessageChannel['kind']

const dayMs = 86_400_000
const minuteMs = 60_000
/** Of the same words from the same address within a minute: what says more of them is a program. */
export const mostOfTheSame = 5
/** Of ids that are made of an event, so that its repeat makes no second conversation. */
const namespace = 'b0b8a1de-6d0f-4d5c-9a3b-0f6c1f7d2a91'

/** What became of something said outside. */
export type Taken =
  /** It is an agent's: said in a conversation, or refused in words. */
  | { kind: 'taken' }
  /** No agent is meant, or nobody whom we know says it, or another team's connection of the same account answers. */
  | { kind: 'not_ours' }
  /** It looks like a loop, or is from before our time: nobody answers. */
  | { kind: 'repeated' }
  | { kind: 'too_old' }

/**
 * Somebody has said something to us at a service: it goes on in a conversation with the agent of the connection, or begins one. Only people
 * who are linked to a member get an agent; below a question that wants words it is their answer, and no agent hears it; others are told once a day how to be. What cannot be said is answered in words, for that person
 * alone. Said again under the same id it is what it was. Throws what may pass, and faults of our own.
 */
export async function takeOutside(ctx: Context, connection: Connection, signal: SaidSignal): Promise<Taken> {
  const carrier = ctx.providers[providerIdOf(connection)]?.provider?.channel
  if (!carrier) return { kind: 'not_ours' }
  const channel = carrier.kind
  const { said, by } = signal
  // Their clock may go behind ours, and count whole seconds.
  if (said.at.getTime() + skewMs < connection.createdAt.getTime()) return { kind: 'too_old' }
  const speaker = await speakerOf(ctx, connection, by.address)
  if (speaker.connection.id !== connection.id) return { kind: 'not_ours' }
  const { actor } = speaker
  if (!actor) {
    if (said.isToUs)
      await answerOnce(ctx, connection, signal, { name: 'stranger', forMs: dayMs }, unlinked(ctx, connection))
    return { kind: 'not_ours' }
  }
  const { text, threadKeys, attachments } = said
  const answered = await answerBelow(ctx, actor, connection, { channel: carrier, text, threadKeys, attachments })
  if (answered !== null) {
    await answerPress(ctx, connection, signal.reply, answered)
    return { kind: 'taken' }
  }
  const place = { ...actor, connection, channel }
  try {
    return await ctx.db
      .$transaction((tx) => takeIn(ctx, tx, place, signal))
      .catch((error: unknown) => {
        if (!isSwitchboardError(error) || error.code !== 'conflict') throw error
        // The conversation that was found may have ended meanwhile, or another have begun: looked at anew, once.
        return ctx.db.$transaction((tx) => takeIn(ctx, tx, place, signal))
      })
  } catch (error) {
    const isFinal = isSwitchboardError(error) && (!error.retryable || error.code === 'rate_limited')
    if (!isFinal) throw error
    await answerOnce(ctx, connection, signal, { name: error.code, forMs: minuteMs }, refusal(ctx, error))
    return { kind: 'taken' }
  }
}

/** Of several connections of the same account, the one that knows who speaks answers; of nobody whom any knows, the first. */
async function speakerOf(ctx: Context, connection: Connection, address: string) {
  const connections = await accountConnections(ctx, connection)
  for (const one of connections) {
    const actor = await memberAt(ctx, one, address)
    if (actor) return { connection: one, actor }
  }
  return { connection: connections[0] ?? connection, actor: null }
}

type Place = Pick<Actor, 'teamId' | 'userId'> & { connection: Connection; channel: Channel }

type Opening = {
  /** Of the message that would begin one. */
  key: string
  /** It is a direct message that answers none. */
  isNew: boolean
  /** Whom it is meant for; absent: the agent of the connection. */
  agentId?: string
}

/** The conversation in which what names none goes on. Throws conflict. */
export const openOrBegin = async (ctx: Context, tx: Transaction, place: Place, opening: Opening) =>
  (await openOne(ctx, tx, place, opening)) ?? (await begin(ctx, tx, place, opening))

async function takeIn(ctx: Context, tx: Transaction, place: Place, { said }: SaidSignal): Promise<Taken> {
  const { teamId, userId, connection, channel } = place
  const key = `${connection.id}:${said.key}`
  if ((await tx.conversationMessage.count({ where: { teamId, userId, key } })) > 0) return { kind: 'taken' }
  const threaded = await conversationOfThread(tx, place, said.threadKeys)
  if (!said.isToUs && !threaded) return { kind: 'not_ours' }
  if (await isRepeated(ctx, tx, place, said.text)) return { kind: 'repeated' }
  const isNew = said.isDirect && said.threadKeys.length === 0
  const conversation = threaded ?? (await openOrBegin(ctx, tx, place, { key, isNew }))
  const outside = { connectionId: connection.id, place: { address: said.address, thread: said.thread } }
  const { text, at: saidAt, attachments } = said
  const saying = { conversationId: conversation.id, key, text, channel, saidAt, outside, attachments }
  await sayIn(ctx, tx, place, saying)
  const about = { teamId, conversationId: conversation.id, channel, connectionId: connection.id }
  await tx.conversationThread.createMany({
    data: [...said.threadKeys, said.key].map((threadKey) => ({ ...about, key: threadKey, addedAt: ctx.clock.now() })),
    skipDuplicates: true,
  })
  return { kind: 'taken' }
}

/** The member's conversation that goes on in a thread; null: none does. */
export async function conversationOfThread(
  tx: Transaction,
  place: Place,
  keys: string[],
): Promise<Conversation | null> {
  if (keys.length === 0) return null
  const { teamId, userId, connection, channel } = place
  const thread = await tx.conversationThread.findFirst({
    where: {
      teamId,
      channel,
      connectionId: connection.id,
      key: { in: keys },
      conversation: { userId, status: 'active' },
    },
    orderBy: [{ addedAt: 'desc' }, { id: 'desc' }],
    include: { conversation: true },
  })
  return thread?.conversation ?? null
}

/**
 * One of the member's that goes on without being named: where no other may begin the latest that has come by here, else that of a direct
 * message that answers none. Null: another begins.
 */
async function openOne(
  ctx: Context,
  tx: Transaction,
  place: Place,
  { isNew, agentId }: Opening,
): Promise<Conversation | null> {
  const { teamId, userId, channel, connection } = place
  const active = { teamId, userId, status: 'active' as const }
  const latest = await tx.conversation.findFirst({
    where: {
      ...active,
      ...(agentId === undefined ? {} : { agentId }),
      // Mail to agents comes to the installation's own mailbox as well. At another account, such as a second bot, another agent may answer.
      ...(channel === 'email' ? { channel } : { threads: { some: { channel, connectionId: connection.id } } }),
    },
    orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
  })
  if (!latest) return null
  const isFresh = ctx.clock.now().getTime() - latest.lastActivityAt.getTime() <= idleMs
  if (isNew && isFresh) return latest
  return (await tx.conversation.count({ where: active })) >= mostActive ? latest : null
}

async function begin(
  ctx: Context,
  tx: Transaction,
  place: Place,
  { key, agentId: wanted }: Opening,
): Promise<Conversation> {
  const agentId = wanted ?? (await agentOf(tx, place.connection)).id
  return startConversation(ctx, tx, place, { id: idFrom(key, namespace), agentId, channel: place.channel, title: null })
}

/** Who answers at a connection: the agent that it was given, else the first that answers in its team. */
async function agentOf(tx: Transaction, { teamId, id }: Connection): Promise<Agent> {
  const given = await tx.agentConnection.findUnique({
    where: { teamId_connectionId: { teamId, connectionId: id } },
    include: { agent: true },
  })
  if (given && given.agent.status !== 'archived') return given.agent
  const first = await tx.agent.findFirst({
    where: { teamId, status: 'active' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  if (!first) throw new SwitchboardError('conflict', 'No agent answers here at the moment.')
  return first
}

/** Whether somebody says the same again and again, as two programs do that answer each other. */
export async function isRepeated(
  ctx: Pick<Context, 'clock'>,
  tx: Transaction,
  place: Pick<Place, 'teamId' | 'userId' | 'channel'> & { connection: { id: string | null } },
  text: string,
): Promise<boolean> {
  const { teamId, userId, channel, connection } = place
  const since = new Date(ctx.clock.now().getTime() - minuteMs)
  const said = {
    teamId,
    userId,
    speaker: 'person',
    channel,
    connectionId: connection.id,
    content: text.trim(),
  } as const
  return (await tx.conversationMessage.count({ where: { ...said, saidAt: { gt: since } } })) >= mostOfTheSame
}

function refusal({ publicUrl }: Pick<Context, 'publicUrl'>, { code, message }: SwitchboardError): string {
  // What has to be ended first is ended there.
  return code === 'conflict' ? `${message} ${new URL('/conversations', publicUrl).href}` : message
}

type Once = { name: string; forMs: number }

/** Says something to the person alone, unless the same was said to them lately: nobody is answered in a loop. */
async function answerOnce(
  ctx: Context,
  connection: Connection,
  { by, reply }: SaidSignal,
  { name, forMs }: Once,
  text: string,
): Promise<void> {
  const key = `answered:${name}:${connection.id}:${by.address}`
  if (await onceIn(ctx.db, key, forMs, ctx.clock.now())) await answerPress(ctx, connection, reply, text)
}
