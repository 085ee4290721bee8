import { randomUUID } from 'node:crypto'
import type { AgentState, Channel, ConversationMessage, SaidKind, Transaction } from '@switchboard/db'
import { signalLive } from '../live'
import { appendAgentState, appendEvent, type NewEvent, takeSeq, writeEvent } from './append-events'
import type { Said } from './events'
import { presentSaid } from './present-said'
import { queueSaid } from './queue-said'

export type AgentSaying = {
  /** Said twice under the same key, it is one. */
  key: string
  kind?: SaidKind
  status?: 'writing' | 'sent'
  content: string
  data?: Said['data']
}

type About = { teamId: string; userId: string; id: string; channel: Channel }

/** Deliveries that a transaction queues at its end: their job's key stays locked until then, for everybody who tells something in that second. */
export type Queued = (() => Promise<void>)[]

/**
 * The agent says something, in the transaction that writes what it follows from: in the conversation's order, on the channel of the member.
 * Its delivery is queued as the last statement, or left to the caller's end by `queued`.
 */
export async function sayAsAgent(
  tx: Transaction,
  { teamId, userId, id: conversationId, channel }: About,
  { key, kind = 'text', status = 'sent', content, data = {} }: AgentSaying,
  now: Date,
  queued?: Queued,
): Promise<Said> {
  const seq = await takeSeq(tx, teamId, conversationId, 1, now)
  const known = await tx.conversationMessage.findFirst({ where: { teamId, userId, key } })
  if (known) return presentSaid(known)
  const row = await tx.conversationMessage.create({
    data: {
      teamId,
      id: randomUUID(),
      userId,
      conversationId,
      seq,
      key,
      speaker: 'agent',
      kind,
      status,
      content,
      channel,
      data,
      saidAt: now,
      settledAt: status === 'sent' ? now : null,
    },
  })
  await writeEvent(tx, seq, saidEvent(row), now)
  await signalLive(tx, { teamId, userId, subject: 'conversation', id: conversationId })
  await queueOrKeep(tx, row, now, queued)
  return presentSaid(row)
}

/** Tells who follows what something said has become. */
export async function tellSaid(tx: Transaction, row: ConversationMessage, now: Date, queued?: Queued): Promise<void> {
  await appendEvent(tx, saidEvent(row), now)
  await queueOrKeep(tx, row, now, queued)
}

const saidEvent = (row: ConversationMessage): NewEvent => ({
  teamId: row.teamId,
  conversationId: row.conversationId,
  event: { kind: 'said', said: presentSaid(row) },
})

async function queueOrKeep(tx: Transaction, row: ConversationMessage, now: Date, queued?: Queued): Promise<void> {
  if (queued) queued.push(() => queueSaid(tx, row, now))
  else await queueSaid(tx, row, now)
}

/** Says what the agent is at, to who follows. */
export async function setAgentState(
  tx: Transaction,
  { teamId, id }: { teamId: string; id: string },
  state: AgentState,
  now: Date,
): Promise<void> {
  await appendAgentState(tx, { teamId, conversationId: id, state }, now)
}
