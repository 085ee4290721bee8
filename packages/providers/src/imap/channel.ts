import type { ImapFlow } from 'imapflow'
import { allowanceOf } from '@switchboard/core/connections/settings'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import type { Json } from '@switchboard/core/ports/json'
import type { MessageChannel, SendRequest, SentAnswers } from '@switchboard/core/ports/message-channel'
import { composeMessage, messageIdOf } from '../mail/compose-message'
import { mailLimits } from '../mail/mail-limits'
import { takesTags } from '../mail/takes-tags'
import { renderMessage } from '../mail/render-message'
import { mailBurstSeconds } from '../mail/settings'
import type { SmtpServer } from '../smtp/client'
import { createSmtpSessions } from '../smtp/sessions'
import type { ImapConfig } from './client'
import { type ImapAccount, imapSettingsSchema } from './schema'
import { findSentCopies, keepSentCopy } from './sent-folder'
import { accountOf, createSessions } from './sessions'
import { smtpServerOf } from './smtp-server'

/** Services that put what is sent among the sent mail by themselves. */
const keepersOfCopies = /(^|\.)(gmail|googlemail|outlook|office365)\.com$/i
/** Of these, where a mail can be known again: Google keeps our Message-ID where it gives another; Microsoft gives another and keeps none. */
const keepersOfIds = /(^|\.)(gmail|googlemail)\.com$/i

/**
 * Mail from a person's own mailbox to themselves, by SMTP with the same login. SMTP cannot be asked for what was sent; whether a mail
 * whose answer was lost has arrived is known for certain only where the service keeps the copies, and what they are known by.
 */
export function imapChannel(config: ImapConfig & { clock: Pick<Clock, 'now'>; publicUrl: string }): MessageChannel {
  const { publicUrl, clock } = config
  const withSmtp = createSmtpSessions(config)
  const withSession = createSessions(config)

  async function send(access: Access, request: SendRequest): Promise<Json> {
    const account = accountOf(access)
    const server = senderOf(account)
    const { address } = account
    const composing = { from: { name: 'Switchboard', address }, publicUrl, now: clock.now() }
    const { raw, to, place } = await composeMessage(request, composing)
    await withSmtp(server, access, async (conversation) => {
      await conversation.send({ from: address, to }, raw, access)
      if (!keepsCopies(server)) await keepCopy(access, raw)
    })
    return place
  }

  /** It has been sent: a copy that cannot be kept changes nothing about that. */
  async function keepCopy(access: Access, raw: Buffer): Promise<void> {
    try {
      await withSession(access, (client: ImapFlow) => keepSentCopy(client, access, raw, clock.now()))
    } catch (error) {
      if (!isSwitchboardError(error)) throw error
    }
  }

  return {
    kind: 'email',
    limits: mailLimits,
    allowance: (settings) => allowanceOf(imapSettingsSchema, settings, mailBurstSeconds),
    format: (message) => [renderMessage(message, publicUrl)],
    send,
    askFeedback: send,
    takesTags,

    async findSent(access, { keys, since }) {
      const idOf = (key: string) => messageIdOf(key, publicUrl)
      // Elsewhere it may have been sent, and the copy not kept.
      const withoutCopy = keepersOfIds.test(senderOf(accountOf(access)).host) ? 'never_sent' : 'unknowable'
      const answers: SentAnswers = new Map()
      await withSession(access, async (client) => {
        const copies = await findSentCopies(client, access, keys.map(idOf), since)
        for (const key of keys) {
          const place = copies.get(idOf(key))
          answers.set(key, place ? { place } : withoutCopy)
        }
      })
      return answers
    },

    checkHealth: (access) => withSmtp(senderOf(accountOf(access)), access, async () => undefined),
  }
}

function senderOf(account: ImapAccount): SmtpServer {
  const server = smtpServerOf(account)
  if (server) return server
  throw new SwitchboardError(
    'not_configured',
    'This mailbox has no server for sending. Reconnect it and name one, or switch ‘Reach me by this mailbox’ off.',
    { facts: { sent: 'no' } },
  )
}

const keepsCopies = ({ host }: SmtpServer) => keepersOfCopies.test(host)
