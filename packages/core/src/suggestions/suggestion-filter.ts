import { Prisma } from '@switchboard/db'
import { commonSettingsOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ProviderId } from '../ports/provider'
import { forEveryWord } from '../search-words'
import { zoneOf } from '../teams/zone-of'
import { dueSpan, type DueFilter, type DueSpan } from '../time-range'
import type { Priority } from './proposal'
import { testFlag } from './test-flag'

export type SuggestionFilter = {
  view: 'pending' | 'less_likely' | 'auto_approved' | 'decided'
  provider?: ProviderId | null
  connectionId?: string | null
  priority?: Priority | null
  due?: DueFilter | null
  flagged?: boolean | null
  minConfidence?: number | null
  search?: string | null
  /** Whose feed; absent: one's own. Others' are for admins. */
  memberId?: string | null
}

/** What views speak of. */
export const withConnection = Prisma.sql`"Suggestion" suggestion
  join "Connection" connection on connection."teamId" = suggestion."teamId" and connection.id = suggestion."connectionId"`

/** What filters speak of. */
export const withItem = Prisma.sql`${withConnection}
  join "Item" item on item."teamId" = suggestion."teamId" and item.id = suggestion."itemId"`

/** The rows of a feed that a filter shows; days are the caller's. Throws forbidden for a member who wishes for another's. */
export async function filterOf(ctx: Context, actor: Actor, filter: SuggestionFilter): Promise<Prisma.Sql> {
  const assigneeId = filter.memberId ?? actor.userId
  if (assigneeId !== actor.userId && actor.role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what waits for others. Ask one of them.', {
      field: 'memberId',
    })
  const conditions = [feedOf({ teamId: actor.teamId, userId: assigneeId }), viewOf(filter.view)]
  const { provider, connectionId, priority, flagged, minConfidence } = filter
  if (connectionId)
    conditions.push(Prisma.sql`(suggestion."connectionId" = ${connectionId}::uuid or ${hasSourceOf(connectionId)})`)
  if (provider)
    conditions.push(
      Prisma.sql`(connection.provider = ${provider}::"Provider" or ${provider}::"Provider" = any(suggestion."alsoFrom"))`,
    )
  if (priority) conditions.push(Prisma.sql`suggestion.priority = ${priority}::"Priority"`)
  if (flagged != null) conditions.push(flagged ? isFlagged : Prisma.sql`not ${isFlagged}`)
  if (minConfidence != null) conditions.push(Prisma.sql`suggestion.confidence >= ${minConfidence}::float8`)
  if (filter.due) conditions.push(dueWithin(dueSpan(filter.due, ctx.clock.now(), await zoneOf(ctx, actor.userId))))
  const found = forEveryWord(filter.search, ({ contains }) => {
    const pattern = `%${contains}%`
    return Prisma.sql`(${inTitle(pattern)} or ${inSender(pattern)} or suggestion.description ilike ${pattern}
      or item.title ilike ${pattern})`
  })
  return allOf([...conditions, ...found])
}

const hasSourceOf = (connectionId: string) => Prisma.sql`(cardinality(suggestion."alsoFrom") > 0 and exists (
  select from "SuggestionSource" source where source."teamId" = suggestion."teamId" and source."suggestionId" = suggestion.id
    and source."connectionId" = ${connectionId}::uuid and source."endedAt" is null))`

const inTitle = (pattern: string) => Prisma.sql`suggestion.title ilike ${pattern}`
const inSender = (pattern: string) =>
  Prisma.sql`(item."senderName" ilike ${pattern} or item."senderAddress" ilike ${pattern})`

/** How well a row that is found answers the words: 0 by its title alone, 1 with its sender, 2 with what it says. */
export function rankOf(search: string | null | undefined): Prisma.Sql {
  const ofAll = (where: (pattern: string) => Prisma.Sql) =>
    Prisma.join([Prisma.sql`true`, ...forEveryWord(search, ({ contains }) => where(`%${contains}%`))], ' and ')
  return Prisma.sql`case when ${ofAll(inTitle)} then 0
    when ${ofAll((pattern) => Prisma.sql`(${inTitle(pattern)} or ${inSender(pattern)})`)} then 1 else 2 end`
}

export const allOf = (conditions: Prisma.Sql[]): Prisma.Sql => Prisma.join(conditions, ' and ')

/** All that was ever proposed to a person. */
export const feedOf = ({ teamId, userId }: Pick<Actor, 'teamId' | 'userId'>): Prisma.Sql =>
  Prisma.sql`suggestion."teamId" = ${teamId}::uuid and suggestion."assigneeId" = ${userId}::uuid`

/** Has any flag: nobody approves it unseen. */
export const hasFlag = Prisma.sql`cardinality(suggestion.flags) > 0`

export const isTest = Prisma.sql`${testFlag}::text = any(suggestion.flags)`

/** Something speaks against it; that it is our own test does not. An index leads to whatever has a flag. */
export const isFlagged = Prisma.sql`(${hasFlag} and cardinality(array_remove(suggestion.flags, ${testFlag}::text)) > 0)`

/** A line that each connection draws by itself; one that has stored none follows the default. */
export const lineOf = (setting: 'lessLikelyThreshold' | 'autoApproveThreshold'): Prisma.Sql =>
  Prisma.raw(`coalesce((connection.settings ->> '${setting}')::float8, ${commonSettingsOf({})[setting]})`)

// The words stand in the text and not as parameters: the database then knows which index holds them.
export function viewOf(view: SuggestionFilter['view']): Prisma.Sql {
  switch (view) {
    case 'pending':
      return Prisma.sql`suggestion.status = 'pending_approval' and suggestion.confidence >= ${lineOf('lessLikelyThreshold')}`
    case 'less_likely':
      return Prisma.sql`suggestion.status = 'pending_approval' and suggestion.confidence < ${lineOf('lessLikelyThreshold')}`
    case 'auto_approved':
      return Prisma.sql`suggestion.status = 'auto_approved'`
    case 'decided':
      return Prisma.sql`suggestion.status in ('approved', 'dismissed', 'closed')`
  }
}

export function dueWithin(span: DueSpan | null): Prisma.Sql {
  if (!span) return Prisma.sql`suggestion."dueAt" is null`
  const { from, until, daysUntil } = span
  const end = Prisma.sql`case when suggestion."dueAllDay" then ${instant(daysUntil)} else ${instant(until)} end`
  // The later end as well: an index leads up to it.
  const ended = Prisma.sql`suggestion."dueAt" < greatest(${instant(daysUntil)}, ${instant(until)}) and suggestion."dueAt" < ${end}`
  return from ? Prisma.sql`suggestion."dueAt" >= ${instant(from)} and ${ended}` : ended
}

export const instant = (at: Date | string): Prisma.Sql => Prisma.sql`${new Date(at).toISOString()}::timestamptz`
