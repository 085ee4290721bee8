import { LRUCache } from 'lru-cache'
import { allowanceOf } from '@switchboard/core/connections/settings'
import { type ErrorCode, isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import type { MessageChannel, SendRequest, SentAnswers } from '@switchboard/core/ports/message-channel'
import type { GoogleConfig } from '../google/oauth'
import { isUndone } from '../google/translate-error'
import { type Composed, composeMessage, messageIdOf } from '../mail/compose-message'
import { mailLimits } from '../mail/mail-limits'
import { renderMessage } from '../mail/render-message'
import { mailBurstSeconds } from '../mail/settings'
import { callGmail } from './client'
import { findSentMails } from './find-sent-mail'
import { sendScopes } from './oauth'
import { gmailPlaceSchema, gmailSettingsSchema, profileSchema, sentHeadSchema, sentSchema } from './schema'

export type GmailChannelConfig = Pick<GoogleConfig, 'apiUrl' | 'clock'> & { publicUrl: string }

/** Mailboxes whose address one process remembers. */
const mostMailboxes = 1_000

/** Mail from a person's own Gmail account to themselves. What was sent stays as it is. */
export function gmailChannel(config: GmailChannelConfig): MessageChannel {
  const { publicUrl, clock } = config
  const addresses = new LRUCache<string, string>({ max: mostMailboxes })

  async function addressOf(access: Access): Promise<string> {
    const known = addresses.get(access.connectionId)
    if (known) return known
    const { emailAddress } = await readProfile(access)
    addresses.set(access.connectionId, emailAddress)
    return emailAddress
  }

  const readProfile = (access: Access) =>
    callGmail(config, access, async (gmail, options) =>
      profileSchema.parse((await gmail.users.getProfile({ userId: 'me' }, options)).data),
    )

  /**
   * The earlier mail as it is now, by the Message-ID that Google knows it by; null when it is gone. Google takes a mail into a thread that
   * names it by that and has its subject.
   * https://developers.google.com/workspace/gmail/api/guides/threads
   */
  async function readEarlier(access: Access, thread: Json) {
    const place = gmailPlaceSchema.safeParse(thread).data
    if (!place) return null
    try {
      const head = await callGmail(config, access, async (gmail, options) => {
        const query = { userId: 'me', id: place.id, format: 'metadata', metadataHeaders: ['Message-ID'] }
        return sentHeadSchema.parse((await gmail.users.messages.get(query, options)).data)
      })
      const messageId = head.payload.headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value
      return { ...place, threadId: head.threadId, messageId: messageId ?? place.messageId }
    } catch (error) {
      if (isSwitchboardError(error, 'gone')) return null
      throw error
    }
  }

  const handOver = (access: Access, { raw }: Composed, threadId: string | undefined) =>
    callGmail(config, access, async (gmail, options) => {
      const request = { userId: 'me', requestBody: { raw: raw.toString('base64url'), threadId } }
      return sentSchema.parse((await gmail.users.messages.send(request, options)).data)
    })

  async function send(access: Access, request: SendRequest): Promise<Json> {
    const prepare = async () => {
      const earlier = await readEarlier(access, request.thread)
      const composing = { from: { name: 'Switchboard', address: await addressOf(access) }, publicUrl, now: clock.now() }
      return { earlier, composed: await composeMessage({ ...request, thread: earlier }, composing) }
    }
    const { earlier, composed } = await prepare().catch((error: unknown) => {
      // Of a person: that there is no such address.
      throw isSwitchboardError(error, 'gone') ? error : inWords(error, { sent: 'no' })
    })
    const sent = await handOver(access, composed, earlier?.threadId).catch((error: unknown) => {
      throw inWords(error, isUndone(error) ? { sent: 'no' } : {})
    })
    return { ...composed.place, ...sent }
  }

  return {
    kind: 'email',
    limits: mailLimits,
    allowance: (settings, grantedScopes) =>
      sendScopes.some((scope) => grantedScopes.includes(scope))
        ? allowanceOf(gmailSettingsSchema, settings, mailBurstSeconds)
        : null,
    format: (message) => [renderMessage(message, publicUrl)],
    send,
    askFeedback: send,
    // Also in the domains of organisations: https://support.google.com/mail/answer/22370
    takesTags: () => true,

    async findSent(access, { keys, since }) {
      const ids = new Map(keys.map((key) => [messageIdOf(key, publicUrl), key]))
      const answers: SentAnswers = new Map()
      for (const [messageId, place] of await findSentMails(config, access, [...ids.keys()], since))
        answers.set(ids.get(messageId) ?? '', place ? { place } : 'never_sent')
      return answers
    },

    async checkHealth(access) {
      await readProfile(access)
    },
  }
}

/** As they read where messages are told of: there is no sync that tries again. */
const words: Partial<Record<ErrorCode, string>> = {
  unavailable: 'Google cannot be reached at the moment.',
  timeout: 'Google did not answer in time.',
  rate_limited: 'Google asks us to slow down.',
}

function inWords(error: unknown, facts: Record<string, string>): unknown {
  if (!isSwitchboardError(error)) return error
  const { code, message, retryable, retryAfterMs, cause } = error
  // Reading the mailbox goes on: it is not the whole access that is missing.
  if (code === 'scope_missing')
    return new SwitchboardError(
      'not_configured',
      'Google has not granted sending. Use ‘Grant access’ on the connection.',
      {
        facts: { sent: 'no' },
        cause,
      },
    )
  // The thread has gone meanwhile, and not the address.
  if (code === 'gone')
    return new SwitchboardError('unavailable', 'The thread of this mail was deleted meanwhile.', {
      retryable: true,
      facts: { sent: 'no' },
      cause,
    })
  return new SwitchboardError(code, words[code] ?? message, {
    retryable,
    retryAfterMs,
    facts: { ...error.facts, ...facts },
    cause,
  })
}
