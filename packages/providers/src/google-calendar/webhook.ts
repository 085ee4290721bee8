import { SwitchboardError } from '@switchboard/core/errors'
import type { WebhookReceiver } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { isSameSecret } from '../net/is-same-secret'
import { connectionOf } from './channel-id'

/** What counts of a notice stands in its headers; Google sends no body. */
const noticeSchema = z.object({
  state: z.enum(['sync', 'exists', 'not_exists']),
  /** Grows with each message of a channel, not by one. */
  number: z.string().regex(/^\d{1,20}$/),
})

/**
 * Google's notices of a channel: that something has changed in a connection's calendar, and nothing of what. They are known by the secret
 * that Google was told with the channel, so those of a channel that we have forgotten are taken too and come to nothing.
 * https://developers.google.com/workspace/calendar/api/guides/push#receiving-notifications
 */
export const googleCalendarWebhook = (): WebhookReceiver => ({
  path: 'google-calendar',

  async verify({ rest, headers, secretsOf }) {
    if (rest.length > 0) throw new SwitchboardError('not_found', 'Notices go to /api/webhooks/google-calendar.')
    const channelId = headers.get('x-goog-channel-id') ?? ''
    const connectionId = connectionOf(channelId)
    const token = headers.get('x-goog-channel-token') ?? ''
    if (!connectionId || !secretsOf(connectionId).some((secret) => isSameSecret(token, secret)))
      throw new SwitchboardError('unauthorized', 'The channel and its token are not what Google was told.')
    const notice = noticeSchema.safeParse({
      state: headers.get('x-goog-resource-state'),
      number: headers.get('x-goog-message-number'),
    }).data
    if (!notice) throw new SwitchboardError('invalid_input', 'This is not a notice of Google Calendar.')
    // The first says that the channel stands.
    if (notice.state === 'sync') return { kind: 'answer', contentType: 'text/plain', body: '' }
    return {
      kind: 'event',
      event: {
        account: channelId,
        eventId: notice.number,
        orderKey: null,
        body: new Uint8Array(),
        headers: { 'x-goog-resource-state': notice.state },
      },
    }
  },

  read({ account }) {
    const connectionId = connectionOf(account)
    if (!connectionId) throw new SwitchboardError('invalid_response', 'This channel is none of ours.')
    return [{ kind: 'changed', connectionId }]
  },
})
