import { v7 as newId } from 'uuid'
import type { Identity } from '@switchboard/db'
import { providerIdOf, providerOf } from '../../connections/provider-of'
import type { Context } from '../../context'
import { isSwitchboardError, SwitchboardError } from '../../errors'
import type { JobPayload } from '../../jobs'
import { signalLive } from '../../live'
import type { ChannelMessage, MessageChannel } from '../../ports/message-channel'
import { mailServerId } from '../routes/ways'
import { withWay } from '../routes/with-way'
import { hashOfCode } from '../identity-code'
import { codeMs, newCode } from './code'

/**
 * Sends a code to an address that a member has claimed. The code is made here: it stands in no row and in no job. A call that is made
 * twice sends two, of which the later works. Called by a job. Throws what may pass.
 */
export async function sendIdentityCode(
  ctx: Context,
  { teamId, identityId: id }: JobPayload<'send-identity-code'>,
): Promise<void> {
  const identity = await ctx.db.identity.findUnique({ where: { teamId_id: { teamId, id } } })
  const now = ctx.clock.now()
  if (!identity || identity.confirmedAt || !identity.codeUntil || identity.codeUntil <= now) return
  const code = newCode()
  const { count } = await ctx.db.identity.updateMany({
    where: { teamId, id, confirmedAt: null },
    data: { codeHash: hashOfCode(code), codeUntil: new Date(now.getTime() + codeMs), codeTries: 0, codeFault: null },
  })
  if (count === 0) return
  try {
    await send(ctx, identity, code)
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    await tellFault(ctx, identity, error.message)
    if (error.retryable) throw error
  }
}

async function send(ctx: Context, { teamId, connectionId, address }: Identity, code: string): Promise<void> {
  const channel = await channelOf(ctx, teamId, connectionId)
  // Each code is a message of its own: mail systems drop a second one with the same Message-ID.
  const request = { address, message: wordsOf(code), key: newId(), thread: null }
  await withWay(ctx, teamId, { id: connectionId ?? mailServerId, connectionId }, (access) =>
    channel.send(access, request),
  )
}

async function channelOf(ctx: Context, teamId: string, connectionId: string | null): Promise<MessageChannel> {
  const connection = connectionId
    ? await ctx.db.connection.findUniqueOrThrow({ where: { teamId_id: { teamId, id: connectionId } } })
    : null
  const channel = connection ? providerOf(ctx, providerIdOf(connection)).channel : ctx.mailServer
  if (!channel) throw new SwitchboardError('not_configured', 'There is no way to send a code there any more.')
  return channel
}

/** Nothing personal: whoever gets it may be anybody. */
const wordsOf = (code: string): ChannelMessage => ({
  template: 'message',
  title: `${code} is your code for Switchboard`,
  body: `Type **${code}** in Switchboard within 15 minutes, on the page where you asked for it. If you did not, somebody has entered your address by mistake: nothing happens unless the code is used.`,
  actions: [],
  link: null,
  outcome: null,
  unsubscribeUrl: null,
})

const tellFault = (ctx: Context, { teamId, userId, id }: Identity, codeFault: string) =>
  ctx.db.$transaction(async (tx) => {
    await tx.identity.updateMany({ where: { teamId, id, confirmedAt: null }, data: { codeFault } })
    await signalLive(tx, { teamId, userId, subject: 'message', id })
  })
