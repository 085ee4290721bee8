import { SwitchboardError } from '@switchboard/core/errors'
import type { WebhookReceiver } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { googleSignedCalls } from '../google/signed-calls'
import type { GmailPushConfig } from './push'

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const envelopeSchema = z.object({
  message: z.object({ data: z.base64(), messageId: z.string().min(1) }),
})
const wholeEnvelopeSchema = z.looseObject({ message: z.looseObject(envelopeSchema.shape.message.shape) })
/** https://developers.google.com/workspace/gmail/api/guides/push#receive_notifications */
const noticeSchema = z.object({
  emailAddress: z.email(),
  historyId: z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)]),
})

/** Gmail's notices as Pub/Sub pushes them: which mailbox has changed, and nothing of what is in it. */
export function gmailWebhook(config: GmailPushConfig): WebhookReceiver {
  const verifyCaller = googleSignedCalls(config)
  return {
    path: 'gmail',

    async verify({ rest, headers, body, now }) {
      if (rest.length > 0) throw new SwitchboardError('not_found', 'Gmail’s notices go to /api/webhooks/gmail.')
      await verifyCaller(headers.get('authorization'), now)
      const envelope = parsed(envelopeSchema, body)
      const { emailAddress } = parsed(noticeSchema, Buffer.from(envelope.message.data, 'base64'))
      return {
        kind: 'event',
        event: { account: emailAddress, eventId: envelope.message.messageId, orderKey: null, body, headers: {} },
      }
    },

    decode(body) {
      const envelope = parsed(wholeEnvelopeSchema, body)
      const data: unknown = parsed(z.json(), Buffer.from(envelope.message.data, 'base64'))
      return JSON.stringify({ ...envelope, message: { ...envelope.message, data } })
    },

    read: ({ account }) => [{ kind: 'changed', accountName: account }],
  }
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    throw new SwitchboardError('invalid_input', 'This is not a notice of Gmail as Pub/Sub sends it.')
  }
}
