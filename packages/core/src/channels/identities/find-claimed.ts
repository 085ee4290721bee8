import { z } from 'zod'
import type { Channel } from '@switchboard/db'
import { demandConnected } from '../../connections/demand-connected'
import { findConnection } from '../../connections/find-connection'
import { providerIdOf, providerOf } from '../../connections/provider-of'
import { withAccess } from '../../connections/with-access'
import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import { newIntroductionCode } from '../identity-code'

export type Claim = {
  /** The workspace or bot; null for a mail address. */
  connectionId: string | null
  /** A mail address; null: the one that they sign in with. */
  address: string | null
}

export type Claimed = {
  channel: Channel
  connectionId: string | null
  /** Empty until they have made themselves known. */
  address: string
  name: string
  /** For a service that may not write to people first: they bring the code there. */
  introduction: { code: string; url: string } | null
}

/** Whom a member says they are elsewhere. Throws not_found, invalid_input, not_configured, conflict, and what the service's answer throws. */
export async function findClaimed(ctx: Context, actor: Actor, claim: Claim): Promise<Claimed> {
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId } })
  if (claim.connectionId === null) return claimedMail(ctx, user.email, claim.address)
  const connection = await findConnection(ctx, actor, claim.connectionId)
  const provider = providerOf(ctx, providerIdOf(connection))
  const { channel } = provider
  if (!channel?.introductionUrl && !channel?.findPerson)
    throw new SwitchboardError('conflict', `Nobody can be linked to ${provider.name}.`)
  await demandConnected(ctx, actor, connection)
  const place = { channel: channel.kind, connectionId: connection.id }
  if (channel.introductionUrl) {
    const code = newIntroductionCode()
    const url = channel.introductionUrl(connection.accountName, code)
    return { ...place, address: '', name: '', introduction: { code, url } }
  }
  const { findPerson } = channel
  const mail = claim.address === null ? user.email : mailAddress(claim.address)
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const person = findPerson
    ? await withAccess(ctx, key, (access) => findPerson(access, mail), { purpose: 'sending' })
    : null
  if (!person)
    throw new SwitchboardError(
      'invalid_input',
      `Nobody in ${connection.accountName} is known by ${mail}. Enter the address that you use there.`,
      { field: 'address' },
    )
  return { ...place, ...person, introduction: null }
}

function claimedMail(ctx: Context, ownAddress: string, typed: string | null): Claimed {
  if (!ctx.mailServer)
    throw new SwitchboardError('not_configured', 'This installation has no mail server that could send you a code.')
  const address = mailAddress(typed ?? '')
  if (address === ownAddress.toLowerCase())
    throw new SwitchboardError('invalid_input', 'You sign in with this address: mail reaches you there already.', {
      field: 'address',
    })
  return { channel: 'email', connectionId: null, address, name: address, introduction: null }
}

const mailSchema = z.email().max(254)

function mailAddress(typed: string): string {
  const address = mailSchema.safeParse(typed.trim().toLowerCase()).data
  if (address) return address
  throw new SwitchboardError('invalid_input', 'Enter a mail address, such as ada@northwind.example.', {
    field: 'address',
  })
}
