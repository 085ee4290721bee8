import type { Prisma } from '@switchboard/db'
import type { Context } from '../../context'
import { signalLive } from '../../live'
import { takeSeq } from '../append-events'
import { findInconsistencies } from './find-inconsistencies'
import type { Inconsistency } from './kinds'
import { repairs } from './repair'

/** One that has ended is looked at for so long after its last word, in milliseconds: later nothing changes in it by itself. */
const recentMs = 2 * 24 * 60 * 60_000
/** Conversations of one look. */
const batchSize = 200
/** What is mended may show something else. */
const mostRounds = 4

export type Checked = {
  /** How many conversations were looked at. */
  looked: number
  found: (Inconsistency & { repaired: boolean })[]
}

type Wanted = {
  /** Reported alone: nothing is changed. */
  repair: boolean
  /** Those that ended long ago as well. */
  all?: boolean
  signal?: AbortSignal
}

/**
 * Looks for what does not go together in conversations, mends it where a program can, and tells the pages that follow them. What is found is
 * looked at again while the conversation is held: what somebody is writing at the moment is whole by then, and left alone.
 */
export async function checkConversations(
  ctx: Pick<Context, 'db' | 'clock' | 'logger'>,
  { repair, all = false, signal }: Wanted,
): Promise<Checked> {
  const checked: Checked = { looked: 0, found: [] }
  const since = new Date(ctx.clock.now().getTime() - recentMs)
  const which: Prisma.ConversationWhereInput = all
    ? {}
    : { OR: [{ status: 'active' }, { status: { not: 'active' }, lastActivityAt: { gte: since } }] }
  for (const { id: teamId } of await ctx.db.team.findMany({ select: { id: true } })) {
    for (let after: string | null = null; ;) {
      if (signal?.aborted) return checked
      const ids: string[] = await idsAfter(ctx, { teamId, ...which }, after)
      if (ids.length > 0) checked.found.push(...(await checkSome(ctx, teamId, ids, repair)))
      checked.looked += ids.length
      if (ids.length < batchSize) break
      after = ids.at(-1) ?? null
    }
  }
  const { looked, found } = checked
  if (found.length > 0) ctx.logger.warn({ looked, found }, 'conversations were not consistent')
  return checked
}

async function idsAfter(
  ctx: Pick<Context, 'db'>,
  where: Prisma.ConversationWhereInput,
  after: string | null,
): Promise<string[]> {
  const rows = await ctx.db.conversation.findMany({
    where: after === null ? where : { AND: [where, { id: { gt: after } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: batchSize,
  })
  return rows.map(({ id }) => id)
}

async function checkSome(
  ctx: Pick<Context, 'db' | 'clock'>,
  teamId: string,
  ids: string[],
  repair: boolean,
): Promise<Checked['found']> {
  const found = await findInconsistencies(ctx.db, teamId, ids)
  if (!repair) return found.map((one) => ({ ...one, repaired: false }))
  const mended: Checked['found'] = []
  for (const id of new Set(found.map(({ conversationId }) => conversationId)))
    mended.push(...(await repairConversation(ctx, teamId, id)))
  return mended
}

/** What was amiss in a conversation, each once. */
const repairConversation = (
  ctx: Pick<Context, 'db' | 'clock'>,
  teamId: string,
  id: string,
): Promise<Checked['found']> =>
  ctx.db.$transaction(async (tx) => {
    // Whoever writes in a conversation holds its row: nothing changes in it from here on.
    await takeSeq(tx, teamId, id, 0)
    const now = ctx.clock.now()
    const all = new Map<string, Inconsistency>()
    let left: Inconsistency[] = []
    for (let round = 0; round <= mostRounds; round += 1) {
      left = await findInconsistencies(tx, teamId, [id])
      const mendable = left.filter(({ kind }) => repairs[kind] !== null)
      for (const one of left) all.set(nameOf(one), one)
      if (mendable.length === 0 || round === mostRounds) break
      for (const { kind, subjectId } of mendable) {
        const conversation = await tx.conversation.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
        await repairs[kind]?.(tx, conversation, subjectId, now)
      }
    }
    const found = [...all.values()]
    const stays = new Set(left.map(nameOf))
    const owner = await tx.conversation.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
    if (found.some((one) => !stays.has(nameOf(one))))
      await signalLive(tx, { teamId, userId: owner.userId, subject: 'conversation', id })
    return found.map((one) => ({ ...one, repaired: !stays.has(nameOf(one)) }))
  })

const nameOf = ({ kind, subjectId }: Inconsistency) => `${kind} ${subjectId}`
