import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { PushSource } from '@switchboard/core/ports/push'
import { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { isBadRequest } from '../google/translate-error'
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

/** Google refuses a topic that is not there, or that it may not publish to, as it refuses anything else. */
const unusable = (topic: string, cause: unknown) =>
  new SwitchboardError(
    'not_configured',
    `Gmail cannot publish to ${topic}. An admin has to check that this topic is there, that the Gmail API is on in its project, and that ` +
      'gmail-api-push@system.gserviceaccount.com may publish to it.',
    { cause },
  )

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
      }).catch((error: unknown) => {
        throw isBadRequest(error) || isSwitchboardError(error, 'not_configured') ? unusable(push.topic, error) : error
      }),

    async stop(access) {
      await callGmail(config, access, (gmail, options) => gmail.users.stop({ userId: 'me' }, options))
    },
  }
}
