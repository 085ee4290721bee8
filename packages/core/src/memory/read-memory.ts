import type { Memory } from '@switchboard/db'
import { findConversation } from '../conversations/find-conversation'
import type { Actor, Context } from '../context'
import { mostFacts } from './limits'

type Read = Pick<Context, 'db'>
type Owner = Pick<Actor, 'teamId' | 'userId'>

/** All that agents remember of a member, for that member alone: the most important first. While it is switched off, what is kept. */
export async function readMemory(ctx: Read, { teamId, userId }: Owner) {
  const [{ remembers }, facts] = await Promise.all([
    ctx.db.membership.findUniqueOrThrow({ where: { teamId_userId: { teamId, userId } }, select: { remembers: true } }),
    ctx.db.memory.findMany({
      where: { teamId, userId, deletedAt: null },
      orderBy: [{ importance: 'desc' }, { updatedAt: 'desc' }, { id: 'asc' }],
    }),
  ])
  const learntIn = await conversationsOf(ctx, { teamId, userId }, facts)
  return {
    on: remembers,
    most: mostFacts,
    facts: facts.map((fact) => ({
      ...presentFact(fact),
      from: (fact.messageId && learntIn.get(fact.messageId)) || null,
    })),
  }
}

export const presentFact = ({ id, type, content, importance, edited, timesUsed, lastUsedAt, createdAt }: Memory) => ({
  id,
  type,
  content,
  importance,
  edited,
  timesUsed,
  lastUsedAt,
  createdAt,
})

async function conversationsOf({ db }: Read, owner: Owner, facts: Memory[]) {
  const said = await db.conversationMessage.findMany({
    where: { ...owner, id: { in: facts.flatMap(({ messageId }) => messageId ?? []) } },
    select: { id: true, channel: true, conversation: { select: { id: true, title: true } } },
  })
  return new Map(said.map(({ id, channel, conversation }) => [id, { ...conversation, channel }]))
}

/**
 * What was learnt, or forgotten, of what a member has said in a conversation, by the message after which it is shown: the answer, or what was
 * said where there is none. Throws not_found.
 */
export async function readLearnt({ db }: Read, owner: Owner, conversationId: string) {
  const { teamId, userId } = owner
  await findConversation(db, { teamId, userId }, conversationId)
  const runs = await db.agentRun.findMany({
    where: { teamId, userId, conversationId, askedId: { not: null } },
    select: { askedId: true, answerId: true },
  })
  const shownAt = new Map(runs.map(({ askedId, answerId }) => [askedId, answerId ?? askedId]))
  const asked = [...shownAt.keys()].flatMap((id) => id ?? [])
  const facts = await db.memory.findMany({
    where: { teamId, userId, OR: [{ messageId: { in: asked } }, { deletedIn: { in: asked } }] },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const replaced = new Set(facts.flatMap(({ replacesId, deletedAt }) => (deletedAt ? [] : (replacesId ?? []))))
  return {
    items: facts
      .filter(({ id }) => !replaced.has(id))
      .flatMap(({ id, content, messageId, deletedAt, deletedIn }) => {
        const at = shownAt.get(deletedIn && shownAt.has(deletedIn) ? deletedIn : messageId)
        return at ? [{ id, content, messageId: at, forgotten: deletedAt !== null }] : []
      }),
  }
}
