import type { Memory, MemoryType, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { holdMembership } from '../teams/hold-membership'
import { factKey } from './fact-words'
import { holdsSecret } from './holds-secret'
import { bury } from './keep-facts'

type Flow = Pick<Context, 'db' | 'clock'>
type Owner = Pick<Actor, 'teamId' | 'userId'>

export type FactEdits = { content?: string; type?: MemoryType; importance?: number }

/**
 * The owner puts a fact in their own words: from then on nothing that is learnt takes its place. Throws not_found, invalid_input for a secret
 * and for what has no words, conflict when the same is remembered already.
 */
export async function editFact(
  ctx: Flow,
  owner: Owner,
  { id, edits }: { id: string; edits: FactEdits },
): Promise<Memory> {
  const { content, type, importance } = edits
  const key = content === undefined ? undefined : factKey(content)
  if (key === '') throw new SwitchboardError('invalid_input', 'Write what to remember.', { field: 'edits.content' })
  if (content !== undefined && holdsSecret(content))
    throw new SwitchboardError(
      'invalid_input',
      'This looks like a password, a token or the number of a card. Such things are not remembered.',
      { field: 'edits.content' },
    )
  return ctx.db.$transaction(async (tx) => {
    await holdMembership(tx, owner)
    const fact = await findFact(tx, owner, id, { deletedAt: null })
    if (key !== undefined) await demandFree(tx, owner, key, id)
    const edited = await tx.memory.update({
      where: { teamId_id: { teamId: owner.teamId, id: fact.id } },
      data: { content, key, type, importance, edited: true, updatedAt: ctx.clock.now() },
    })
    await tell(tx, edited)
    return edited
  })
}

/**
 * Takes a fact out of memory: no prompt that is made from now on has it. What it had taken the place of comes back. It can be restored for a day.
 * Throws not_found.
 */
export async function deleteFact(ctx: Flow, owner: Owner, id: string): Promise<Memory> {
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    await holdMembership(tx, owner)
    const fact = await findFact(tx, owner, id, { deletedAt: null })
    const deleted = await bury(tx, fact, now, null)
    const before = fact.replacesId && (await tx.memory.findFirst({ where: { ...mine(owner), id: fact.replacesId } }))
    // Deleted by its owner since it was brought back once: it stays away.
    if (before && before.deletedAt?.getTime() === fact.createdAt.getTime()) await unbury(tx, owner, before)
    await tell(tx, deleted)
    return deleted
  })
}

/** Brings back what was deleted within the last day. Throws not_found, conflict when the same is remembered again. */
export async function restoreFact(ctx: Flow, owner: Owner, id: string): Promise<Memory> {
  return ctx.db.$transaction(async (tx) => {
    await holdMembership(tx, owner)
    const fact = await findFact(tx, owner, id, { deletedAt: { not: null } })
    if (fact.replacesId) {
      const before = await tx.memory.findFirst({ where: { ...mine(owner), id: fact.replacesId, deletedAt: null } })
      if (before) await bury(tx, before, fact.createdAt, null)
    }
    const restored = await unbury(tx, owner, fact)
    await tell(tx, restored)
    return restored
  })
}

/** Switches memory on or off for a member: what is remembered is kept, and neither used nor added to while it is off. */
export async function switchMemory(ctx: Flow, { teamId, userId }: Owner, on: boolean): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { remembers: on } })
    await signalLive(tx, { teamId, userId, subject: 'memory', id: userId })
  })
}

/** Forgets everything for good, what was deleted before and what is being learnt of what was said until now too. Returns how much it was. */
export async function forgetEverything(ctx: Flow, owner: Owner): Promise<{ forgotten: number }> {
  const { teamId, userId } = owner
  return ctx.db.$transaction(async (tx) => {
    const forgotAt = ctx.clock.now()
    await tx.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { forgotAt } })
    const forgotten = await tx.memory.count({ where: { ...mine(owner), deletedAt: null } })
    await tx.memory.deleteMany({ where: mine(owner) })
    await signalLive(tx, { teamId, userId, subject: 'memory', id: userId })
    return { forgotten }
  })
}

/** Nobody else's, admins neither. */
const mine = ({ teamId, userId }: Owner) => ({ teamId, userId })

async function findFact(
  tx: Transaction,
  owner: Owner,
  id: string,
  where: { deletedAt: null | { not: null } },
): Promise<Memory> {
  const fact = await tx.memory.findFirst({ where: { ...mine(owner), id, ...where } })
  if (!fact) throw notFound('note')
  return fact
}

async function demandFree(tx: Transaction, owner: Owner, key: string, id: string): Promise<void> {
  const same = await tx.memory.findFirst({ where: { ...mine(owner), key, id: { not: id } }, select: { id: true } })
  if (same) throw new SwitchboardError('conflict', 'This is remembered already.', { field: 'edits.content' })
}

async function unbury(tx: Transaction, owner: Owner, { teamId, id, content, updatedAt }: Memory): Promise<Memory> {
  const key = factKey(content)
  await demandFree(tx, owner, key, id)
  return tx.memory.update({
    where: { teamId_id: { teamId, id } },
    data: { deletedAt: null, deletedIn: null, key, updatedAt },
  })
}

const tell = (tx: Transaction, { teamId, userId, id }: Memory) =>
  signalLive(tx, { teamId, userId, subject: 'memory', id })
