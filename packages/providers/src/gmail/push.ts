import { within } from '@switchboard/core/abort'
import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import type { Access, PushSource } from '@switchboard/core/ports'
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
  async function called<T>(access: Access, use: (gmail: gmail_v1.Gmail, signal: AbortSignal) => Promise<T>) {
    try {
      const gmail = await gmailClient(access, apiUrl)
      return await within(access.timeoutMs, access.signal, (signal) => use(gmail, signal))
    } catch (error) {
      throw translateGoogleError(error, clock.now(), gmailWords)
    }
  }

  return {
    // Of a mailbox there is one, for everybody whom Gmail tells of it by our topic.
    reach: 'account',

    watch: (access) =>
      called(access, async (gmail, signal) => {
        const request = { userId: 'me', requestBody: { topicName: push.topic } }
        const { data } = await gmail.users.watch(request, { signal })
        const { expiration, historyId } = watchSchema.parse(data)
        return { expiresAt: new Date(Number(expiration)), data: { historyId } }
      }),

    async stop(access) {
      await called(access, (gmail, signal) => gmail.users.stop({ userId: 'me' }, { signal }))
    },
  }
}
