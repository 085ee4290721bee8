import type { Provider } from '@switchboard/core/ports/provider'
import type { GoogleConfig } from '../google/oauth'
import { gmailChannel } from './channel'
import { gmailOAuth } from './oauth'
import { gmailPush, type GmailPushConfig } from './push'
import { gmailSettingsSchema } from './schema'
import { gmailSource } from './source'
import { gmailWebhook } from './webhook'

/** Gmail: reads unread mail, then what changes; marks mail as read and archives it; sends its owner what there is to say. */
export function gmail(
  config: GoogleConfig & { publicUrl: string; webUrl?: string; unitsPerSecond?: number },
  push: GmailPushConfig | null = null,
) {
  return {
    id: 'gmail',
    name: 'Gmail',
    ownership: 'personal',
    itemKind: 'email',
    summary: 'Reads unread mail, archives it when a task is done.',
    words: {
      item: 'mail',
      service: 'Google',
      consent:
        'Google asks you to let Switchboard read your mail, and mark it read and archive it when a task is done. Google words the second as “Read, compose, and send emails”; Switchboard sends nothing unless you switch on ‘Reach me by this mailbox’, and then to you alone.',
      firstRead: 'what is unread',
      whenDone: 'marks the mail read and archives it',
      notCovered:
        'Gmail no longer knew what had changed in that time. Mail that is still unread was fetched; mail that was read elsewhere was not.',
    },
    settings: gmailSettingsSchema,
    oauth: gmailOAuth(config),
    source: gmailSource(config),
    channel: gmailChannel(config),
    ...(push ? { push: gmailPush(config, push), webhook: gmailWebhook(push) } : {}),
  } satisfies Provider
}
