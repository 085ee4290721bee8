import { randomUUID } from 'node:crypto'
import type { Connection, Credential } from '@switchboard/db'
import { callGate } from '../channels/routes/call-gate'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import type { Access } from '../ports/access'
import type { Tokens } from '../ports/connecting'
import type { SettingValues } from './check-settings'
import { openTokens, sealTokens } from './credentials'
import { failConnection } from './fail-connection'
import { mendingOf } from './mending'
import { type CallPurpose, keepPause } from './provider-pause'
import { oauthByApp } from '../provider-apps/oauth-by-app'
import { commonSettingsOf, providerIdOf, providerOf } from './provider-of'

/** Refreshed this long before it expires, in milliseconds (requirement A6). */
const refreshAheadMs = 5 * 60_000
/** A lease outlives the refresh call's timeout, so that nobody else refreshes while one is under way. */
const refreshTimeoutMs = 15_000
const leaseMs = 25_000
const pollMs = 200

/**
 * Runs `use` with a valid access token of the connection. An expiring token is refreshed by one caller across all processes
 * while the others wait for it; a token that the provider refuses all the same is refreshed once more.
 * A grant that was withdrawn puts the connection into `error` with a way to mend it, unless somebody has connected it anew
 * meanwhile: then the call may be made again. A change that the account has not granted fails alone: reading goes on. `settings` come in place of the stored ones. A pause that the provider asks for is kept,
 * for what the call was made for.
 * Throws what `use` throws, grant_revoked, secret_unreadable, key_missing, unavailable, timeout.
 */
export async function withAccess<T>(
  ctx: Context,
  key: ConnectionKey,
  use: (access: Access) => Promise<T>,
  options: { signal?: AbortSignal; settings?: SettingValues; purpose?: CallPurpose } = {},
): Promise<T> {
  const { purpose = 'reading' } = options
  const connection = await ctx.db.connection.findUniqueOrThrow({
    where: { teamId_id: { teamId: key.teamId, id: key.connectionId } },
    include: { watch: { select: { renewedAt: true } } },
  })
  // What was promised to a connection that does not work is asked for anew once it does.
  const toldSince = connection.status === 'connected' ? connection.watch?.renewedAt : undefined
  const provider = providerOf(ctx, providerIdOf(connection))
  const settings: unknown = provider.settings.parse(options.settings ?? connection.settings)
  const timeoutMs = commonSettingsOf(settings).requestTimeoutSeconds * 1_000
  const accessWith = (tokens: Tokens): Access => ({
    connectionId: connection.id,
    ...(connection.appId ? { appId: connection.appId } : {}),
    accessToken: tokens.accessToken,
    settings,
    ...(toldSince ? { toldSince } : {}),
    signal: options.signal ?? new AbortController().signal,
    timeoutMs,
    calls: callGate(ctx, connection.id),
  })
  const held: Held = { version: null }
  try {
    const tokens = await freshTokens(ctx, connection, null, held, options.signal)
    try {
      return await use(accessWith(tokens))
    } catch (error) {
      // What people have typed themselves is not refreshed: only they can give another.
      if (!isSwitchboardError(error, 'unauthorized') || !provider.oauth) throw error
      return await use(accessWith(await freshTokens(ctx, connection, tokens.accessToken, held, options.signal)))
    }
  } catch (error) {
    if (isSwitchboardError(error)) await keepPause(ctx, key, error, purpose)
    if (!isSwitchboardError(error) || mendingOf(error) !== 'access') throw error
    if (purpose === 'changing' && error.code === 'scope_missing') throw error
    if (!(await failConnection(ctx, connection, error, held.version))) {
      throw new SwitchboardError('unavailable', 'The account was connected anew meanwhile.', {
        retryable: true,
        cause: error,
      })
    }
    throw error
  }
}

/** The version of the secrets last read; null when there are none. */
type Held = { version: number | null }

/** `refused`: the access token that the provider did not take, though it should be valid. `signal` ends the wait for another's refresh. */
async function freshTokens(
  ctx: Context,
  connection: Connection,
  refused: string | null,
  held: Held,
  signal: AbortSignal | undefined,
): Promise<Tokens> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  for (;;) {
    const credential = await readCredential(ctx, key, held)
    const tokens = await openTokens(ctx, key, credential.ciphertext)
    const now = ctx.clock.now()
    const expiring = tokens.expiresAt !== null && tokens.expiresAt.getTime() - now.getTime() < refreshAheadMs
    if (!expiring && tokens.accessToken !== refused) return tokens
    if (!tokens.refreshToken) throw revoked(ctx, connection)
    const leaseId = await takeLease(ctx, key, credential.version)
    if (leaseId) return refreshUnderLease(ctx, connection, credential, tokens.refreshToken, leaseId, held)
    signal?.throwIfAborted()
    await ctx.clock.sleep(pollMs, signal)
  }
}

async function readCredential(ctx: Context, key: ConnectionKey, held: Held): Promise<Credential> {
  const credential = await ctx.db.credential.findUnique({ where: { teamId_connectionId: key } })
  held.version = credential?.version ?? null
  if (!credential) throw new SwitchboardError('grant_revoked', 'This account is no longer connected. Connect it again.')
  return credential
}

/** One statement takes a free or expired lease, and only while the secrets are still the ones just read. */
async function takeLease(ctx: Context, key: ConnectionKey, version: number): Promise<string | null> {
  const leaseId = randomUUID()
  const now = ctx.clock.now()
  const { count } = await ctx.db.credential.updateMany({
    where: { ...key, version, OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
    data: { leaseId, leaseUntil: new Date(now.getTime() + leaseMs) },
  })
  return count === 1 ? leaseId : null
}

async function refreshUnderLease(
  ctx: Context,
  connection: Connection,
  credential: Credential,
  refreshToken: string,
  leaseId: string,
  held: Held,
): Promise<Tokens> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  try {
    const { oauth } = await oauthByApp(ctx, providerIdOf(connection), connection)
    const answer = await oauth.refresh(refreshToken, AbortSignal.timeout(refreshTimeoutMs))
    // RFC 6749, section 6: an omitted refresh token means that the old one stays valid.
    const tokens = { ...answer, refreshToken: answer.refreshToken ?? refreshToken }
    const { count } = await ctx.db.credential.updateMany({
      where: { ...key, version: credential.version, leaseId },
      data: {
        ciphertext: await sealTokens(ctx, key, tokens),
        expiresAt: tokens.expiresAt,
        version: { increment: 1 },
        leaseId: null,
        leaseUntil: null,
      },
    })
    if (count === 1) {
      held.version = credential.version + 1
      return tokens
    }
    // Somebody connected the account anew meanwhile: theirs is the newer grant.
    return await openTokens(ctx, key, (await readCredential(ctx, key, held)).ciphertext)
  } catch (error) {
    await ctx.db.credential.updateMany({ where: { ...key, leaseId }, data: { leaseId: null, leaseUntil: null } })
    throw isSwitchboardError(error, 'grant_revoked') ? revoked(ctx, connection) : error
  }
}

function revoked(ctx: Context, connection: Connection): SwitchboardError {
  const { name } = providerOf(ctx, providerIdOf(connection))
  return new SwitchboardError(
    'grant_revoked',
    `${name} no longer lets Switchboard read this account. Reconnect to go on; what was missed is fetched then.`,
  )
}
