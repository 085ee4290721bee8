import type { Channel } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { bucketsOf, type SayLimits } from './limits'
import { leftOf } from './take-tokens'

const channels: Channel[] = ['web', 'slack', 'email', 'telegram']

/** Of what may be said in a minute, how much a member has used: in all, by each channel, and in the conversation in which it is most. */
export type Usage = {
  person: { id: string; name: string }
  /** In all of this team's channels: what somebody says in another team is nobody's business here. */
  used: number
  channels: { channel: Channel; used: number }[]
  /** In the conversation in which it is most. */
  mostInOne: number
  /** Milliseconds until all of it is free again. */
  freeMs: number
}

/** How much of the limits each member uses now, those who use most first; what they say is told to nobody. For admins, whom the caller lets in. */
export async function readUsage(
  ctx: Pick<Context, 'db' | 'clock' | 'sayLimits'>,
  { teamId }: Pick<Actor, 'teamId'>,
): Promise<{ limits: SayLimits; people: Usage[] }> {
  const [members, conversations] = await Promise.all([
    ctx.db.membership.findMany({
      where: { teamId },
      select: { userId: true, user: { select: { name: true, email: true } } },
    }),
    ctx.db.conversation.findMany({ where: { teamId, status: 'active' }, select: { id: true, userId: true } }),
  ])
  const bucketsOfMember = (userId: string) => {
    const own = conversations.filter((one) => one.userId === userId)
    // A channel's bucket is the same in each conversation.
    const places = channels.map((channel) => ({ conversationId: '', channel }))
    return {
      channels: places.flatMap((place) =>
        bucketsOf(ctx.sayLimits, { teamId, userId }, place).filter(({ name }) => name === 'channel'),
      ),
      conversations: own.flatMap(({ id }) =>
        bucketsOf(ctx.sayLimits, { teamId, userId }, { conversationId: id, channel: 'web' }).filter(
          ({ name }) => name === 'conversation',
        ),
      ),
    }
  }
  const wanted = members.map((member) => ({ ...member, buckets: bucketsOfMember(member.userId) }))
  const keys = wanted.flatMap(({ buckets }) => Object.values(buckets).flatMap((some) => some.map(({ key }) => key)))
  const rows = await ctx.db.rateBucket.findMany({ where: { key: { in: keys } } })
  const held = new Map(rows.map((row) => [row.key, row]))
  const now = ctx.clock.now().getTime()
  const use = (bucket: ReturnType<typeof bucketsOf>[number]) => {
    const row = held.get(bucket.key)
    const grown = row ? (Math.max(0, now - row.tokensAt.getTime()) * bucket.perMinute) / 60_000 : 0
    const { remaining, fullMs } = leftOf(
      bucket,
      row ? Math.min(bucket.perMinute, row.tokens + grown) : bucket.perMinute,
    )
    return { used: bucket.perMinute - remaining, fullMs }
  }
  const people = wanted.map(({ userId, user, buckets }) => {
    const all = Object.values(buckets).flatMap((some) => some.map(use))
    const used = buckets.channels.map((bucket, index) => ({
      channel: channels[index] ?? 'web',
      used: use(bucket).used,
    }))
    return {
      person: { id: userId, name: user.name ?? user.email },
      used: used.reduce((sum, one) => sum + one.used, 0),
      channels: used,
      mostInOne: Math.max(0, ...buckets.conversations.map((bucket) => use(bucket).used)),
      freeMs: Math.max(0, ...all.map(({ fullMs }) => fullMs)),
    }
  })
  return {
    limits: ctx.sayLimits,
    people: people.toSorted((a, b) => b.used - a.used || (a.person.name < b.person.name ? -1 : 1)),
  }
}
