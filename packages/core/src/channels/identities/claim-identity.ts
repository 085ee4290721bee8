import type { Identity, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../../context'
import { notFound, SwitchboardError } from '../../errors'
import { enqueue } from '../../jobs'
import { signalLive } from '../../live'
import { hashOfCode } from '../identity-code'
import { codeMs } from './code'
import { countCode, demandPause } from './count-code'
import { type Claim, type Claimed, findClaimed } from './find-claimed'
import { refuseTaken } from './refuse-taken'

/**
 * A member says who they are at another service, and has to prove it: by a code that is sent there, or that they bring there by the
 * address answered. What they claimed before at the same place and did not prove is forgotten. Throws not_found, invalid_input,
 * not_configured, conflict, rate_limited, switched_off, and what the service's answer throws.
 */
export async function claimIdentity(
  ctx: Context,
  actor: Actor,
  claim: Claim,
): Promise<{ id: string; introductionUrl: string | null }> {
  const claimed = await findClaimed(ctx, actor, claim)
  await refuseTaken(ctx, actor, claimed)
  const id = await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    await countCode(tx, actor.userId, now)
    const identity = await keepClaim(tx, actor, claimed, now)
    if (!claimed.introduction) await queueCode(tx, identity)
    await signalLive(tx, { teamId: actor.teamId, userId: actor.userId, subject: 'message', id: identity.id })
    return identity.id
  })
  return { id, introductionUrl: claimed.introduction?.url ?? null }
}

async function keepClaim(
  tx: Transaction,
  { teamId, userId }: Actor,
  { channel, connectionId, address, name, introduction }: Claimed,
  now: Date,
): Promise<Identity> {
  const place = { teamId, userId, channel, connectionId }
  await tx.identity.deleteMany({ where: { ...place, confirmedAt: null, address: { not: address } } })
  const known = await tx.identity.findFirst({ where: { ...place, address } })
  // A link that is made anew takes the place of the one before; nothing is sent.
  if (known && !introduction) demandPause(known.codeAskedAt, now)
  const asked = {
    name,
    codeHash: introduction ? hashOfCode(introduction.code) : null,
    codeUntil: new Date(now.getTime() + codeMs),
    codeTries: 0,
    codeAskedAt: now,
    codeFault: null,
  }
  if (!known) return tx.identity.create({ data: { ...place, ...asked, address, createdAt: now } })
  return tx.identity.update({ where: { teamId_id: { teamId, id: known.id } }, data: asked })
}

/** Sends another code to the address that was claimed. Throws not_found, conflict, rate_limited. */
export async function sendCodeAgain(ctx: Context, actor: Actor, id: string): Promise<void> {
  const { teamId, userId } = actor
  await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    await countCode(tx, userId, now)
    const identity = await tx.identity.findFirst({ where: { teamId, userId, id } })
    if (!identity) throw notFound('address')
    if (identity.confirmedAt || identity.address === '')
      throw new SwitchboardError('conflict', 'No code is waited for here.')
    demandPause(identity.codeAskedAt, now)
    await tx.identity.update({
      where: { teamId_id: { teamId, id } },
      data: {
        codeHash: null,
        codeUntil: new Date(now.getTime() + codeMs),
        codeTries: 0,
        codeAskedAt: now,
        codeFault: null,
      },
    })
    await queueCode(tx, identity)
    await signalLive(tx, { teamId, userId, subject: 'message', id })
  })
}

const queueCode = (tx: Transaction, { teamId, id }: Identity) =>
  enqueue(
    tx,
    'send-identity-code',
    { teamId, identityId: id },
    { maxAttempts: 3, jobKey: `send-identity-code:${id}`, priority: -10 },
  )
