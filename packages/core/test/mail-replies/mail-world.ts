import { randomUUID } from 'node:crypto'
import {
  buildConnection,
  buildGrant,
  buildMember,
  emailItem,
  fakeChannel,
  fakeProviders,
  testContext,
  type TestDatabase,
} from '@switchboard/testing'
import type { Connection } from '@switchboard/db'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import type { Actor } from '@switchboard/core/context'
import { askAsMember, type Asking } from '@switchboard/core/feedback/ask-feedback'
import { takeReplies } from '@switchboard/core/mail-replies/take-replies'
import type { SendRequest } from '@switchboard/core/ports/message-channel'
import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'

let jobs = 1n
export const server = 'mx.mail.example'

type Written = {
  text: string
  /** Null: there is none. */
  from?: string
  /** What the server that took it in says of its sender. */
  dmarc?: 'pass' | 'fail' | null
  /** The lines of an earlier server, or of whoever wants to look like one. */
  forged?: string
  headers?: Record<string, string>
  to?: string
  references?: string
  messageId?: string
  isOwners?: boolean
}

/** A team of three: Ada asks Ben and Cleo, who have mailboxes of their own at Switchboard, by which it writes to them. */
export async function mailWorld(database: TestDatabase) {
  const mail = fakeChannel({ kind: 'email', update: undefined, takesTags: () => true })
  const ctx = testContext(database, { providers: fakeProviders({ channel: mail }) })
  const { actor: ada, user: adaUser } = await buildMember(database.db)
  const { teamId } = ada
  const { actor: ben, user: benUser } = await buildMember(database.db, { teamId, role: 'member', name: 'Ben Okafor' })
  const { actor: cleo, user: cleoUser } = await buildMember(database.db, { teamId, role: 'member', name: 'Cleo Marín' })
  const mailboxOf = async (actor: Actor, accountName: string): Promise<Connection> => {
    const connection = await buildConnection(database.db, actor, {
      accountName,
      accountId: accountName,
      createdAt: ctx.clock.now(),
    })
    await buildGrant(ctx, connection)
    return connection
  }
  const mailbox = {
    ada: await mailboxOf(ada, adaUser.email),
    ben: await mailboxOf(ben, benUser.email),
    cleo: await mailboxOf(cleo, cleoUser.email),
  }
  const ask = (fields: Partial<Asking> = {}) =>
    askAsMember(ctx, ada, {
      kind: 'approval',
      question: 'Ship *today*?',
      recipientIds: [ben.userId, cleo.userId],
      channels: ['email'],
      ...fields,
    })
  const work = () => deliverMessages(ctx, jobs++)
  /** All mail that a member has got so far. */
  const mailTo = ({ email }: { email: string }): SendRequest[] =>
    mail.arrived.filter(({ address }) => address === email)
  const lastTo = (person: { email: string }): SendRequest => {
    const last = mailTo(person).at(-1)
    if (!last) throw new Error('They have got no mail.')
    return last
  }

  /** A mail as a mailbox brings it. */
  function writeTo(written: Written & { from: string; to: string; subject: string }): ArrivedReply {
    const { text, from, subject, dmarc = 'pass', messageId = `<${randomUUID()}@their.example>` } = written
    const domain = from.slice(from.lastIndexOf('@') + 1)
    const headers = [
      ...(dmarc ? [['Authentication-Results', `${server}; dmarc=${dmarc} header.from=${domain}`]] : []),
      ...(written.forged ? [['Authentication-Results', written.forged]] : []),
      ['From', from],
      ['To', written.to],
      ['Subject', subject],
      ['Message-ID', messageId],
      ...(written.references === undefined ? [] : [['References', written.references]]),
      ...Object.entries(written.headers ?? {}),
    ]
    return {
      externalId: randomUUID(),
      mail: { text, html: null, headers: headers.map(([key = '', value = '']) => ({ key, value })) },
      subject,
      receivedAt: ctx.clock.now(),
      isOwners: written.isOwners ?? false,
      trustedServers: [server],
      place: { messageId },
      bounce: null,
      attachments: [],
    }
  }
  /** An answer to a mail of ours. */
  const replyTo = (sent: SendRequest, written: Written): ArrivedReply =>
    writeTo({
      from: sent.address,
      to: sent.replyTo ?? '',
      subject: `Re: ${sent.message.title}`,
      references: `<${sent.key}@localhost>`,
      ...written,
    })
  /** Whether a mail is no item any more. */
  const takes = async (connection: Connection, mail: ArrivedReply) => {
    const item = { ...emailItem(), externalId: mail.externalId }
    return (await takeReplies(ctx, connection, { items: [item], replies: [mail] })).length === 0
  }
  const take = (connection: Connection, ...replies: ArrivedReply[]) =>
    takeReplies(ctx, connection, { items: [], replies })
  const read = (id: string) => database.db.feedbackRequest.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
  const outcomes = async () =>
    (await database.db.mailReply.findMany({ where: { teamId }, orderBy: { id: 'asc' } })).map(({ outcome }) => outcome)
  const people = { adaUser, benUser, cleoUser }
  return {
    ctx,
    mail,
    ada,
    ben,
    cleo,
    ...people,
    mailbox,
    ask,
    work,
    mailTo,
    lastTo,
    writeTo,
    replyTo,
    take,
    takes,
    read,
    outcomes,
  }
}
