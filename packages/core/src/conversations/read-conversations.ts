import type { Channel, ConversationStatus, Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { findConversation } from './find-conversation'
import { presentSaid } from './present-said'

type Who = Pick<Actor, 'teamId' | 'userId'>

/** Rows of a list look at so much of what was said last, in characters. */
const longestPreview = 160

const parts = {
  agent: { select: { id: true, name: true, slug: true, status: true } },
  // Thinking is no news.
  messages: { where: { kind: { not: 'thinking' } }, orderBy: { seq: 'desc' }, take: 1 },
  feedback: { where: { state: 'open' }, select: { recipients: { select: { userId: true } } } },
} satisfies Prisma.ConversationInclude

type Loaded = Prisma.ConversationGetPayload<{ include: typeof parts }>

/** One page of a member's conversations, that with the latest news first. */
export async function listConversations(
  ctx: Pick<Context, 'db'>,
  { teamId, userId }: Who,
  input: { status?: 'active' | 'ended' | null; search?: string | null; cursor?: string | null; limit: number },
) {
  const after = decodeKeyset(input.cursor, instantKey)
  const rows = await ctx.db.conversation.findMany({
    where: {
      teamId,
      userId,
      // Those of jobs stand with their jobs.
      runs: { none: { jobId: { not: null } } },
      ...(input.status ? { status: input.status === 'active' ? 'active' : { not: 'active' } } : {}),
      ...(input.search ? matching(input.search) : {}),
      ...(after
        ? { AND: [{ OR: [{ lastActivityAt: { lt: after[0] } }, { lastActivityAt: after[0], id: { lt: after[1] } }] }] }
        : {}),
    },
    include: parts,
    orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  })
  const page = pageOf(rows, input.limit, (row) => encodeKeyset(row.lastActivityAt.toISOString(), row.id))
  const used = await channelsOf(ctx, page.items)
  return {
    items: page.items.map((row) => present(row, userId, used.get(row.id) ?? [])),
    nextCursor: page.nextCursor,
  }
}

const matching = (search: string): Prisma.ConversationWhereInput => {
  const contains = { contains: search, mode: 'insensitive' } as const
  return { OR: [{ title: contains }, { messages: { some: { content: contains } } }] }
}

/** How many are going on, and how many of them wait for this member's answer. */
export async function countConversations(ctx: Pick<Context, 'db'>, { teamId, userId }: Who) {
  const active = { teamId, userId, status: 'active' } as const
  const [count, waiting] = await Promise.all([
    ctx.db.conversation.count({ where: active }),
    ctx.db.conversation.count({
      where: { ...active, feedback: { some: { state: 'open', recipients: { some: { userId } } } } },
    }),
  ])
  return { active: count, waiting }
}

/** One conversation with the latest of what was said; `seq` is where following it goes on. Throws not_found. */
export async function getConversation(
  ctx: Pick<Context, 'db'>,
  who: Who,
  { id, limit }: { id: string; limit: number },
) {
  // Of one moment: an event is in what was read, or comes after `seq`.
  return ctx.db.$transaction(
    async (tx) => {
      const { lastSeq } = await findConversation(tx, who, id)
      const row = await tx.conversation.findUniqueOrThrow({
        where: { teamId_id: { teamId: who.teamId, id } },
        include: parts,
      })
      const page = await readSaid(tx, who.teamId, id, { limit })
      const used = await channelsOf({ db: tx }, [row])
      return { ...present(row, who.userId, used.get(id) ?? []), seq: lastSeq, ...page }
    },
    { isolationLevel: 'RepeatableRead' },
  )
}

/** What was said before. Throws not_found. */
export async function listSaid(
  ctx: Pick<Context, 'db'>,
  who: Who,
  { id, before, limit }: { id: string; before: number; limit: number },
) {
  await findConversation(ctx.db, who, id)
  return readSaid(ctx.db, who.teamId, id, { before, limit })
}

/** In order; `earlier`: there is more before it. */
async function readSaid(
  db: Pick<Context['db'], 'conversationMessage'>,
  teamId: string,
  conversationId: string,
  { before, limit }: { before?: number; limit: number },
) {
  const rows = await db.conversationMessage.findMany({
    where: { teamId, conversationId, ...(before === undefined ? {} : { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  })
  return { said: rows.slice(0, limit).toReversed().map(presentSaid), earlier: rows.length > limit }
}

async function channelsOf(
  { db }: { db: Pick<Context['db'], 'conversationMessage'> },
  rows: { id: string; teamId: string }[],
): Promise<Map<string, Channel[]>> {
  const [first] = rows
  if (!first) return new Map()
  const used = await db.conversationMessage.groupBy({
    by: ['conversationId', 'channel'],
    where: { teamId: first.teamId, conversationId: { in: rows.map(({ id }) => id) } },
  })
  const channels = new Map<string, Channel[]>()
  for (const { conversationId, channel } of used)
    channels.set(conversationId, [...(channels.get(conversationId) ?? []), channel])
  return channels
}

/** What stands beside a conversation at a glance. */
type Standing = 'answering' | 'waits_for_you' | 'waits_for_others' | 'fault' | ConversationStatus

function present(row: Loaded, userId: string, channels: Channel[]) {
  const [last] = row.messages
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    standing: standingOf(row, userId),
    agent: row.agent,
    agentState: row.agentState,
    channel: row.channel,
    channels,
    last: last
      ? { speaker: last.speaker, kind: last.kind, text: last.content.slice(0, longestPreview), at: last.saidAt }
      : null,
    createdAt: row.createdAt,
    lastActivityAt: row.lastActivityAt,
    endedAt: row.endedAt,
  }
}

function standingOf({ status, agentState, feedback }: Loaded, userId: string): Standing {
  if (status !== 'active') return status
  if (agentState === 'thinking' || agentState === 'responding') return 'answering'
  if (agentState === 'error') return 'fault'
  if (feedback.some(({ recipients }) => recipients.some((one) => one.userId === userId))) return 'waits_for_you'
  return feedback.length > 0 ? 'waits_for_others' : status
}
