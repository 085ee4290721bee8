import { randomUUID } from 'node:crypto'
import type { Clock } from '@switchboard/core/ports/clock'
import { systemClock } from '@switchboard/core/system-clock'
import { imap } from '@switchboard/providers/imap/index'
import { readExternalId } from '@switchboard/providers/imap/identity'
import type { FormWorld } from '@switchboard/testing/describe-provider'
import type { Dovecot } from '@switchboard/testing/dovecot'
import type { FaultyLine } from '@switchboard/testing/faulty-line'

export const user = 'ada@mail.example'
export const password = 'an-app-password-1'
const sender = 'Clara Vance <clara@meridian.example>'

/** A mail that asks for something; each has another Message-ID. */
export function newMail(subject: string, fields: { messageId?: string | null; text?: string } = {}) {
  const messageId = fields.messageId === undefined ? `<${randomUUID()}@meridian.example>` : fields.messageId
  const headers = [
    `From: ${sender}`,
    `To: Ada Lindqvist <${user}>`,
    `Subject: ${subject}`,
    `Date: Mon, 02 Mar 2026 08:00:00 +0000`,
    ...(messageId ? [`Message-ID: ${messageId}`] : []),
  ]
  return { messageId: messageId ?? '', raw: `${headers.join('\n')}\n\n${fields.text ?? 'Please answer by Friday.'}\n` }
}

/** The mailbox provider as the registry makes it, and this machine's server trusted. */
export const imapAt = (dovecot: Pick<Dovecot, 'certificate'>, clock: Pick<Clock, 'now'> = systemClock) =>
  imap({
    privateAddresses: 'allowed',
    certificates: [dovecot.certificate.certificate],
    clock,
    publicUrl: 'http://localhost:3000',
  })

export const valuesFor = ({ host, ports }: Pick<Dovecot, 'host' | 'ports'>) => ({
  address: user,
  password,
  host,
  port: ports.tls,
  security: 'tls',
})

/** What goes wrong on the line to a server. */
export type LineFault = 'refused' | 'silent' | 'cut while signing in' | 'cut'

/** A mailbox on a real server, with the line to it, and what others do in it. */
export function worldOf(dovecot: Dovecot, line: FaultyLine): FormWorld<LineFault> {
  let delivered = 0
  let uidValidity = 2_000_000_000
  const messageIdOf = (externalId: string) => {
    const { search } = readExternalId(externalId)
    return 'messageId' in search ? search.messageId : ''
  }
  const provider = imapAt(dovecot)
  const values = { ...valuesFor(dovecot), host: line.host, port: line.port }
  const secret = JSON.stringify({ ...valuesFor(dovecot), user })
  return {
    provider,
    values,
    secretField: 'password',
    async deliver() {
      const { messageId, raw } = newMail(`News ${++delivered}`)
      await dovecot.deliver(user, raw)
      return externalIdByMessageId(provider, secret, messageId)
    },
    remove: async (externalId) => void (await dovecot.remove(user, messageIdOf(externalId))),
    async stateOf(externalId) {
      const state = await dovecot.stateOf(user, messageIdOf(externalId))
      return { unread: state?.unread ?? false, archived: state !== null && state.folder !== 'INBOX' }
    },
    async fault(fault) {
      if (fault === 'refused') await line.refuse()
      else if (fault === 'silent') line.silence()
      else line.cut((said) => said >= (fault === 'cut' ? 1 : 4))
    },
    clearFaults: () => line.mend(),
    expireCursor: async () => void (await dovecot.renumber(user, 'INBOX', ++uidValidity)),
  }
}

/** The id under which the mail is known here: it is made of what the server says of it. */
async function externalIdByMessageId(
  provider: ReturnType<typeof imapAt>,
  accessToken: string,
  messageId: string,
): Promise<string> {
  const settings = provider.settings.parse({})
  const access = {
    connectionId: 'delivering',
    accessToken,
    settings,
    signal: AbortSignal.timeout(10_000),
    timeoutMs: 10_000,
  }
  const { items } = await provider.source.fetchChanges(access, { cursor: null, limit: 500, since: null })
  const mail = items.find((item) => item.kind === 'email' && item.messageId === messageId)
  if (!mail) throw new Error('The mail that was delivered is not there.')
  return mail.externalId
}
