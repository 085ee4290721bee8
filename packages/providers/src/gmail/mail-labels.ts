import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import type { Access } from '@switchboard/core/ports/access'
import type { GoogleConfig } from '../google/oauth'
import { callGmail } from './client'
import type { Label } from './labels'
import { labelListSchema, labelsOfMessageSchema } from './schema'

export type MailLabels = ReturnType<typeof mailLabels>

/** The labels of a mailbox, and those of its mails. */
export function mailLabels(config: Pick<GoogleConfig, 'apiUrl' | 'clock'>) {
  return {
    list: (access: Access): Promise<Label[]> =>
      callGmail(
        config,
        access,
        async (gmail, options) =>
          labelListSchema.parse((await gmail.users.labels.list({ userId: 'me' }, options)).data).labels,
      ),
    of: (access: Access, id: string): Promise<string[]> =>
      callGmail(config, access, async (gmail, options) => {
        const answer = await gmail.users.messages.get({ userId: 'me', id, format: 'minimal' }, options)
        return labelsOfMessageSchema.parse(answer.data).labelIds
      }),
    change: (access: Access, id: string, change: gmail_v1.Schema$ModifyMessageRequest): Promise<void> =>
      callGmail(config, access, async (gmail, options) => {
        await gmail.users.messages.modify({ userId: 'me', id, requestBody: change }, options)
      }),
  }
}
