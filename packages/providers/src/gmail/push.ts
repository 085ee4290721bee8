import type { PushSource } from '@switchboard/core/ports/push'
import { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { callGmail } from './client'

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
export function gmailPush(config: Pick<GoogleConfig, 'apiUrl' | 'clock'>, push: GmailPushConfig): PushSource {
  return {
    // Of a mailbox there is one, for everybody whom Gmail tells of it by our topic.
    reach: 'account',
    tellsOfEach: true,

    watch: (access) =>
      callGmail(config, access, async (gmail, options) => {
        const request = { userId: 'me', requestBody: { topicName: push.topic } }
        const { data } = await gmail.users.watch(request, options)
        const { expiration, historyId } = watchSchema.parse(data)
        return { expiresAt: new Date(Number(expiration)), data: { historyId } }
      }),

    async stop(access) {
      await callGmail(config, access, (gmail, options) => gmail.users.stop({ userId: 'me' }, options))
    },
  }
}
