import { z } from 'zod'
import type { Memory, Transaction } from '@switchboard/db'
import { signalLive } from '../live'
import { factKey, isAboutTheSame } from './fact-words'
import { holdsSecret } from './holds-secret'
import { knownFacts } from './known-facts'
import type { Learnt } from './learnt'
import { mostFacts } from './limits'

/** Whose memory it is, and what they said; `at`: when the server had it, null for what is done while they wait. */
export type Told = { teamId: string; userId: string; messageId: string | null; at: Date | null }

/** What came of one thing that was to be kept. */
export type Kept =
  | { outcome: 'kept' | 'known'; fact: Memory }
  | { outcome: 'secret' | 'full' | 'off' | 'gone' }
  | { outcome: 'forgotten'; fact: Memory }

/**
 * Keeps what was learnt, one after another: what says the same is kept once, what speaks of the same takes its place. What its owner has put in
 * their own words stays as it is, and what they have deleted meanwhile stays away. Holds the membership's row: of two that come at once one sees
 * the other's.
 */
export async function keepFacts(tx: Transaction, told: Told, learnt: Learnt[], now: Date): Promise<Kept[]> {
  if (!(await mayRemember(tx, told))) return learnt.map(() => ({ outcome: 'off' }))
  const kept: Kept[] = []
  for (const one of learnt) kept.push(await keepOne(tx, told, one, now))
  const { teamId, userId } = told
  for (const one of kept)
    if ('fact' in one && one.outcome !== 'known')
      await signalLive(tx, { teamId, userId, subject: 'memory', id: one.fact.id })
  return kept
}

const heldSchema = z.array(z.object({ remembers: z.boolean(), forgotAt: z.date().nullable() }))

async function mayRemember(tx: Transaction, { teamId, userId, at }: Told): Promise<boolean> {
  const [held] = heldSchema.parse(
    await tx.$queryRaw`
      select remembers, "forgotAt" from "Membership"
      where "teamId" = ${teamId}::uuid and "userId" = ${userId}::uuid for update`,
  )
  return held !== undefined && held.remembers && (held.forgotAt === null || at === null || held.forgotAt < at)
}

async function keepOne(tx: Transaction, told: Told, learnt: Learnt, now: Date): Promise<Kept> {
  const facts = await knownFacts(tx, told)
  if (learnt.action === 'forget') {
    const fact = facts.find(({ id }) => id === learnt.id)
    return fact ? { outcome: 'forgotten', fact: await bury(tx, fact, now, told.messageId) } : { outcome: 'gone' }
  }
  if (holdsSecret(learnt.content)) return { outcome: 'secret' }
  const key = factKey(learnt.content)
  const named = learnt.action === 'update' ? facts.find(({ id }) => id === learnt.id) : undefined
  if (learnt.action === 'update' && !named) return { outcome: 'gone' }
  const same = facts.find((fact) => fact.key === key)
  if (same) {
    // The note that was to be changed now says what another one does.
    if (named && named.id !== same.id && !named.edited) await bury(tx, named, now, null)
    return { outcome: 'known', fact: same }
  }
  const near = named ?? facts.find(({ content }) => isAboutTheSame(content, learnt.content))
  if (near?.edited && isAboutTheSame(near.content, learnt.content)) return { outcome: 'known', fact: near }
  const replaced = near && !near.edited ? near : null
  if (replaced) await bury(tx, replaced, now, null)
  else if (!(await makeRoom(tx, facts, now))) return { outcome: 'full' }
  const fact = await tx.memory.create({
    data: {
      teamId: told.teamId,
      userId: told.userId,
      messageId: told.messageId,
      key,
      type: learnt.type,
      content: learnt.content,
      importance: learnt.importance,
      createdAt: now,
      updatedAt: now,
      ...(replaced ? { replacesId: replaced.id, timesUsed: replaced.timesUsed, lastUsedAt: replaced.lastUsedAt } : {}),
    },
  })
  return { outcome: 'kept', fact }
}

/** Takes a fact out of memory; its key is free for another that says the same. */
export const bury = (
  tx: Transaction,
  { teamId, id, updatedAt }: Pick<Memory, 'teamId' | 'id' | 'updatedAt'>,
  now: Date,
  deletedIn: string | null,
): Promise<Memory> =>
  tx.memory.update({
    where: { teamId_id: { teamId, id } },
    data: { deletedAt: now, deletedIn, key: `deleted:${id}`, updatedAt },
  })

/** Takes away the least important, of these the longest unused, when there is no room for another; never what its owner has written. */
async function makeRoom(tx: Transaction, facts: Memory[], now: Date): Promise<boolean> {
  if (facts.length < mostFacts) return true
  const usedAt = ({ lastUsedAt, createdAt }: Memory) => (lastUsedAt ?? createdAt).getTime()
  const [least] = facts
    .filter(({ edited }) => !edited)
    .sort((one, other) => one.importance - other.importance || usedAt(one) - usedAt(other))
  if (least) await bury(tx, least, now, null)
  return least !== undefined
}
