import type { Connection, Identity } from '@switchboard/db'
import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import type { ChannelKind, MessageChannel } from '../ports/message-channel'
import type { ProviderId } from '../ports/provider'
import { fallbackZone } from '../teams/zone-of'
import { mayAskAgainAt } from './identities/count-code'
import { type Preferences, readPreferences } from './preferences'
import { memberKey, whoIsPresent } from './presence'
import { wayName } from './routes/way-name'
import { mailServerId, readStates, type Way, waysTo } from './routes/ways'

/** One place at which a member is reached, or could be. */
export type Place = {
  channel: ChannelKind
  /** Null for their open pages and the installation's mail server. */
  connectionId: string | null
  provider: ProviderId | null
  /** 'Slack, Northwind'. */
  name: string
  isReady: boolean
  /** Whom it reaches, or why it reaches nobody now. */
  state: string
  /** Whom it reaches now, by their name or address there; null: nobody, and for open pages, which need neither. */
  reaches: string | null
  /** How they link themselves there; null: they need not. */
  linkedBy: 'address' | 'introduction' | null
  linked: LinkedIdentity | null
  /** Claimed, and not proved yet. */
  claimed: ClaimedIdentity | null
}

type LinkedIdentity = { id: string; name: string }
type ClaimedIdentity = LinkedIdentity & {
  /** It is proved at the service, by a link; otherwise by a code that is typed here. */
  isIntroduction: boolean
  codeUntil: Date | null
  mayAskAgainAt: Date
  /** Why the code could not be sent. */
  fault: string | null
}

export type Reach = { preferences: Preferences; timeZone: string; places: Place[] }

/** How a member is reached: what they have chosen, and by each channel what it reaches at the moment. */
export async function readReach(ctx: Context, { teamId, userId }: Actor): Promise<Reach> {
  const [member, connections, present] = await Promise.all([
    ctx.db.membership.findUniqueOrThrow({
      where: { teamId_userId: { teamId, userId } },
      include: { user: true, preferences: true, identities: { orderBy: { createdAt: 'asc' } } },
    }),
    ctx.db.connection.findMany({
      where: { teamId, status: { not: 'disconnected' }, OR: [{ ownerId: null }, { ownerId: userId }] },
      orderBy: { createdAt: 'asc' },
    }),
    whoIsPresent(ctx, [{ teamId, userId }]),
  ])
  const { user, identities } = member
  const person = { teamId, userId, email: user.email, identities, answers: null }
  const [ways = []] = await readStates(ctx, [waysTo(ctx, person, connections)])
  return {
    preferences: readPreferences(member.preferences),
    timeZone: user.timeZone ?? fallbackZone,
    places: [
      pagesPlace(present.has(memberKey({ teamId, userId }))),
      ...connections.flatMap((connection) => connectionPlace(ctx, connection, userId, ways, identities) ?? []),
      mailServerPlace(ctx, ways, identities),
    ],
  }
}

const pagesPlace = (isPresent: boolean): Place => ({
  channel: 'web',
  connectionId: null,
  provider: null,
  name: 'Open pages of Switchboard',
  isReady: isPresent,
  state: isPresent ? 'A page is in view.' : 'No page is in view.',
  reaches: null,
  linkedBy: null,
  linked: null,
  claimed: null,
})

/** Null for an account by which this member cannot be written to. */
function connectionPlace(
  ctx: Context,
  connection: Connection,
  userId: string,
  ways: Way[],
  identities: Identity[],
): Place | null {
  const provider = providerIdOf(connection)
  const channel = ctx.providers[provider]?.provider?.channel
  if (!channel || (channel.kind === 'email' && connection.ownerId !== userId)) return null
  const linkedBy = linkedByOf(channel)
  const own = linkedBy ? identitiesAt(identities, channel.kind, connection.id) : noIdentities
  const way = ways.find(({ connectionId, isConfirmed }) => connectionId === connection.id && isConfirmed)
  const obstacle = channel.allowance(connection.settings, connection.grantedScopes)
    ? obstacleOf(way)
    : 'It may not send: switch that on in its settings, or grant access there.'
  const reaches = way && obstacle === null ? (own.linked?.name ?? way.address) : null
  return {
    channel: channel.kind,
    connectionId: connection.id,
    provider,
    name: wayName(ctx, connection),
    isReady: reaches !== null,
    state: obstacle ?? (reaches === null ? 'Not linked to you.' : `Reaches ${reaches}.`),
    reaches,
    linkedBy,
    ...own,
  }
}

function mailServerPlace(ctx: Context, ways: Way[], identities: Identity[]): Place {
  const way = ways.find(({ id }) => id === mailServerId)
  const obstacle = ctx.mailServer ? obstacleOf(way) : 'No mail server is set up on this installation.'
  const reaches = way && obstacle === null ? way.address : null
  return {
    channel: 'email',
    connectionId: null,
    provider: null,
    name: wayName(ctx, null),
    isReady: reaches !== null,
    state: obstacle ?? `Reaches ${reaches ?? 'nobody'}.`,
    reaches,
    linkedBy: ctx.mailServer ? 'address' : null,
    ...identitiesAt(identities, 'email', null),
  }
}

const obstacleOf = (way: Way | undefined): string | null =>
  way?.obstacle ?? (way?.breaker === 'open' ? 'It fails at the moment, and rests.' : null)

const linkedByOf = (channel: MessageChannel): Place['linkedBy'] =>
  channel.introductionUrl ? 'introduction' : channel.findPerson ? 'address' : null

const noIdentities = { linked: null, claimed: null }

function identitiesAt(all: Identity[], channel: ChannelKind, connectionId: string | null) {
  const here = all.filter((one) => one.channel === channel && one.connectionId === connectionId)
  const linked = here.find(({ confirmedAt }) => confirmedAt !== null)
  const claimed = here.find(({ confirmedAt }) => confirmedAt === null)
  return {
    linked: linked ? { id: linked.id, name: linked.name || linked.address } : null,
    claimed: claimed
      ? {
          id: claimed.id,
          name: claimed.name,
          isIntroduction: claimed.address === '',
          codeUntil: claimed.codeUntil,
          mayAskAgainAt: mayAskAgainAt(claimed.codeAskedAt),
          fault: claimed.codeFault,
        }
      : null,
  }
}
