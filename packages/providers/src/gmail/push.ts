import { within } from '@switchboard/core/abort'
import type { PushSource } from '@switchboard/core/ports'
import { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { translateGoogleError } from '../google/translate-error'
import { gmailClient, gmailWords } from './client'

/** How the operator has set up Google Cloud Pub/Sub. */
export type GmailPushConfig = {
  /** Where Gmail publishes: `projects/PROJECT/topics/TOPIC`. */
  topic: string
  /** In whose name Pub/Sub signs its calls. */
  serviceAccount: string
  /** Whom its tokens are for. */
  audience: string
  /** Who gives them out; its discovery document says where its keys are. */
  issuer: string
}

const watchSchema = z.object({ historyId: z.string(), expiration: z.string().regex(/^\d+$/) })

/** Has Gmail publish what changes. https://developers.google.com/workspace/gmail/api/guides/push */
export function gmailPush(
  { apiUrl, clock }: Pick<GoogleConfig, 'apiUrl' | 'clock'>,
  push: GmailPushConfig,
): PushSource {
  return {
    async watch(access) {
      try {
        const gmail = await gmailClient(access, apiUrl)
        const request = { userId: 'me', requestBody: { topicName: push.topic } }
        const { data } = await within(access.timeoutMs, access.signal, (signal) =>
          gmail.users.watch(request, { signal }),
        )
        const { expiration, historyId } = watchSchema.parse(data)
        return { expiresAt: new Date(Number(expiration)), data: { historyId } }
      } catch (error) {
        throw translateGoogleError(error, clock.now(), gmailWords)
      }
    },
  }
}
