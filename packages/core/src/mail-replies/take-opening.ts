import { v7 as newId } from 'uuid'
import type { Agent, Connection } from '@switchboard/db'
import { accountConnections } from '../channels/account-connections'
import { escapeMarkdown } from '../channels/escape-markdown'
import { queueMessages } from '../channels/queue-messages'
import type { Context } from '../context'
import { beginByMail } from '../conversations/begin-by-mail'
import { skewMs } from '../conversations/limits'
import { isSwitchboardError } from '../errors'
import { isAutomatic } from '../feedback/mail/is-automatic'
import { headerValues } from '../feedback/mail/mail-headers'
import { senderAddress } from '../feedback/mail/sender-address'
import { readReply } from '../feedback/replies/read-reply'
import type { ArrivedReply } from '../ports/mail-reply'
import { wordsOfFiles } from '../ports/words-of-files'
import { type End, settled } from './end'
import { isTooMuch } from './is-too-much'
import { keyOf } from './key-of'
import { quoteOf } from './park-reply'
import { recipients } from './find-sent'
import { placeOfMember } from './place-of-member'
import { claimedBy, writerOf } from './writer-of'

/** Of an agent in what is kept of a mail to it. */
export const openingKind = 'opening'

/**
 * Begins a conversation, or goes on with one, by a mail to an agent's address: the mailbox's own with `+` and the agent's short name. Only of
 * who is proven to have written it, as for answers. Of another who is a member by what the mail says, that one is told, and the mail stays an
 * item; strangers hear nothing. Whether it was for an agent. Throws what may pass.
 */
export async function takeOpening(ctx: Context, connection: Connection, arrived: ArrivedReply): Promise<boolean> {
  const { teamId } = connection
  const { headers } = arrived.mail
  const agent = await agentWrittenTo(ctx, connection, headers)
  const sender = senderAddress(headers) ?? ''
  if (!agent || isAutomatic(headers, sender)) return false
  // A first sync brings what was written to nobody here.
  if (arrived.receivedAt.getTime() + skewMs < connection.createdAt.getTime()) return false
  if (await isHeardElsewhere(ctx, connection, arrived)) return true
  const key = keyOf(connection, arrived)
  const where = { teamId_sentId_key: { teamId, sentId: agent.id, key } }
  const known = await ctx.db.mailReply.findUnique({ where })
  if (known && known.outcome !== 'parked') return true
  const actor = await writerOf(ctx, connection, arrived, connection.ownerId ?? '')
  const member = actor ?? (known ? null : await claimedBy(ctx, teamId, sender))
  if (!member) return false
  const { userId } = member
  const about = { teamId, userId, subjectId: actor ? null : agent.id }
  if (await isTooMuch(ctx, about, actor !== null)) return false
  const words = wordsOf(arrived)
  const place = await placeOfMember(ctx, connection, userId)
  const answers = { ...place, channel: 'email' as const, at: arrived.place }
  const end = actor
    ? await begin(() => beginByMail(ctx, actor, connection, { agentId: agent.id, key, words, arrived, place }))
    : unproven(agent, sender, words)
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    if (known) await tx.mailReply.deleteMany({ where: { teamId, id: known.id, outcome: 'parked' } })
    const { outcome, told } = end
    const id = newId()
    const subject = { kind: openingKind, sentId: agent.id, subjectId: agent.id }
    const row = { teamId, id, key, userId, ...subject, outcome, told, sender, receivedAt: arrived.receivedAt }
    const { count } = await tx.mailReply.createMany({ data: [{ ...row, createdAt: now }], skipDuplicates: true })
    if (count === 0 || told === null) return
    const message = { teamId, userId, key: `mail_reply:${id}`, kind: 'mail_reply' as const, subjectId: id }
    // What a stranger writes does not choose where their words are shown.
    await queueMessages(tx, [{ ...message, ...(actor ? { answers } : { only: 'email' as const }) }], now)
  })
  return actor !== null
}

/** A mailbox may be connected in several teams, each of which has an agent of the same short name: the first that knows the writer answers. */
async function isHeardElsewhere(ctx: Context, connection: Connection, arrived: ArrivedReply): Promise<boolean> {
  for (const one of await accountConnections(ctx, connection)) {
    if (one.id === connection.id) return false
    const agent = one.teamId === connection.teamId ? null : await agentWrittenTo(ctx, one, arrived.mail.headers)
    if (agent && (await writerOf(ctx, one, arrived, one.ownerId ?? ''))) return true
  }
  return false
}

/** By the first of the mailbox's own addresses with a short name that is an agent's. */
async function agentWrittenTo(
  ctx: Pick<Context, 'db'>,
  { teamId, accountName }: Connection,
  headers: ArrivedReply['mail']['headers'],
): Promise<Agent | null> {
  const own = accountName.toLowerCase()
  const fields = recipients.flatMap((name) => headerValues(headers, name))
  const written = fields.flatMap((field) => [
    ...field.toLowerCase().matchAll(/([^\s<>,;:"+]+)\+([a-z0-9-]{1,40})@([^\s<>,;"]+)/g),
  ])
  const slugs = written.flatMap(([, local = '', slug = '', domain = '']) =>
    `${local}@${domain}` === own ? [slug] : [],
  )
  if (slugs.length === 0) return null
  const agents = await ctx.db.agent.findMany({ where: { teamId, slug: { in: slugs }, status: { not: 'archived' } } })
  return agents.toSorted((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug))[0] ?? null
}

function wordsOf({ mail, subject, attachments }: ArrivedReply): string {
  const { reply } = readReply(mail)
  // A command stands alone.
  if (reply.startsWith('/')) return reply
  return [subject, reply].filter((one) => one.trim() !== '').join('\n\n') || wordsOfFiles(attachments)
}

async function begin(work: () => Promise<void>): Promise<End> {
  try {
    await work()
    return settled(null)
  } catch (error) {
    // A limit is none that passes by itself: who has written hears of it.
    const isFinal = isSwitchboardError(error) && (!error.retryable || error.code === 'rate_limited')
    if (!isFinal) throw error
    return settled(escapeMarkdown(error.message))
  }
}

const unproven = ({ name }: Agent, sender: string, words: string): End => ({
  outcome: 'parked',
  told: `A mail from ${escapeMarkdown(sender)} was sent to ${escapeMarkdown(name)}: “${quoteOf(words)}”\n\nNothing shows that you have written it, so ${escapeMarkdown(name)} has not heard it. Say it in Switchboard, behind your sign-in, if it was you.`,
})
