import type { Connection, Delivery, OutboundMessage } from '@switchboard/db'
import { accountConnections } from '../channels/account-connections'
import type { Context } from '../context'
import { sentIdIn, tagsIn, verifyAddressTag } from '../feedback/mail/address-tag'
import { headerValues } from '../feedback/mail/mail-headers'
import type { ArrivedReply } from '../ports/mail-reply'
import { type SubjectKind, subjectKindOf } from './answerable'

/** To a person: rooms get no mail. */
type PersonalMessage = OutboundMessage & { userId: string }

/** A message of ours that somebody answers by mail, and what it was about. */
export type Sent = {
  message: PersonalMessage
  /** The mail of it that is answered. */
  delivery: Delivery
  kind: SubjectKind
  subjectId: string
}

/** Where servers write whom a mail was really for, besides those whom it names. */
export const recipients = ['to', 'cc', 'delivered-to', 'x-original-to', 'x-delivered-to', 'envelope-to']
/** The last mail of a chain is the nearest. */
const chains = ['in-reply-to', 'references']
/** Chains are as long as their writers like; ours end after 20. */
const mostLooked = 40

/**
 * Which message of ours a mail answers: by the signed tag in an address that it went to, else by the Message-IDs that it names, which nobody can
 * guess. Only messages of teams in which its mailbox is connected are looked for: in the other teams it is no news either. Null: none, it is
 * a mail like others.
 */
export async function findSent(
  ctx: Pick<Context, 'db' | 'cipher' | 'clock' | 'publicUrl'>,
  connection: Connection,
  { mail: { headers } }: ArrivedReply,
): Promise<Sent | null> {
  const connections = [connection, ...(await accountConnections(ctx, connection))]
  const teamIds = [...new Set(connections.map(({ teamId }) => teamId))]
  const delivery = (await byTag(ctx, teamIds, headers)) ?? (await byMessageId(ctx, teamIds, headers))
  if (!delivery) return null
  const { message } = delivery
  const subject = await subjectOf(ctx, message)
  return subject && isPersonal(message) ? { message, delivery, ...subject } : null
}

const isPersonal = (message: OutboundMessage): message is PersonalMessage => message.userId !== null

const withMessage = { include: { message: true } } as const
const mailOf = { channel: 'email', state: { not: 'failed' } } as const

async function byTag(
  ctx: Pick<Context, 'db' | 'cipher' | 'clock'>,
  teamIds: string[],
  headers: ArrivedReply['mail']['headers'],
) {
  const fields = recipients.flatMap((name) => headerValues(headers, name))
  const tags = new Set(fields.flatMap(tagsIn))
  for (const tag of [...tags].slice(0, mostLooked)) {
    const id = sentIdIn(tag)
    const message = id && (await ctx.db.outboundMessage.findFirst({ where: { teamId: { in: teamIds }, id } }))
    if (!message || !isPersonal(message)) continue
    if (verifyAddressTag(ctx.cipher, tag, message.userId, ctx.clock.now()).kind !== 'valid') continue
    const { teamId } = message
    return ctx.db.delivery.findFirst({
      where: { teamId, messageId: message.id, ...mailOf },
      orderBy: { startedAt: 'desc' },
      ...withMessage,
    })
  }
  return null
}

async function byMessageId(
  ctx: Pick<Context, 'db' | 'publicUrl'>,
  teamIds: string[],
  headers: ArrivedReply['mail']['headers'],
) {
  const named = chains.flatMap((name) =>
    headerValues(headers, name).flatMap((value) => deliveryIdsIn(ctx, value).toReversed()),
  )
  const ids = [...new Set(named)].slice(0, mostLooked)
  if (ids.length === 0) return null
  const found = await ctx.db.delivery.findMany({
    where: { teamId: { in: teamIds }, id: { in: ids }, ...mailOf },
    ...withMessage,
  })
  return found.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))[0] ?? null
}

/** The ids of deliveries in a text that names Message-IDs, as far as they have our form. */
export function deliveryIdsIn({ publicUrl }: Pick<Context, 'publicUrl'>, text: string): string[] {
  const host = publicUrl.hostname.replaceAll('.', '\\.')
  const ours = new RegExp(`<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@${host}>`, 'gi')
  return [...text.matchAll(ours)].map(([, id = '']) => id)
}

async function subjectOf(
  ctx: Pick<Context, 'db'>,
  message: OutboundMessage,
): Promise<Pick<Sent, 'kind' | 'subjectId'> | null> {
  const kind = subjectKindOf(message)
  const { teamId, subjectId } = message
  if (!kind || !subjectId) return null
  if (kind !== 'reply') return { kind, subjectId }
  const before = await ctx.db.mailReply.findFirst({ where: { teamId, id: subjectId } })
  const about = before && subjectKindOf(before)
  return before && about && about !== 'reply' ? { kind: about, subjectId: before.subjectId } : null
}
