import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { imapChannel } from './channel'
import type { ImapConfig } from './client'
import { imapForm } from './form'
import { imapSettingsSchema } from './schema'
import { imapSource } from './source'

/**
 * Any mailbox with IMAP: reads what arrives in a folder; marks mail as read and moves it to the archive; sends its owner by SMTP what there
 * is to say.
 */
export function imap(config: ImapConfig & { clock: Pick<Clock, 'now'>; publicUrl: string }) {
  return {
    id: 'imap',
    name: 'IMAP mailbox',
    ownership: 'personal',
    itemKind: 'email',
    summary: 'Any mailbox, by its address and an app password.',
    words: {
      item: 'mail',
      service: 'the mail server',
      firstRead: 'what is unread',
      whenDone: 'marks the mail read and archives it',
      notCovered:
        'The mail server had numbered the folder anew. Mail that is still unread was fetched; mail that was read elsewhere was not.',
    },
    settings: imapSettingsSchema,
    form: imapForm(config),
    source: imapSource(config),
    channel: imapChannel(config),
  } satisfies Provider
}
