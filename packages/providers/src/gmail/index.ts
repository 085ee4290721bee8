import type { Provider } from '@switchboard/core/ports'
import type { GoogleConfig } from '../google/oauth'
import { gmailOAuth } from './oauth'
import { gmailSettingsSchema } from './schema'
import { gmailSource } from './source'

/** Gmail: reads unread mail, then what changes; marks mail as read and archives it. */
export function gmail(config: GoogleConfig) {
  return {
    id: 'gmail',
    name: 'Gmail',
    ownership: 'personal',
    summary: 'Reads unread mail, archives it when a task is done.',
    settings: gmailSettingsSchema,
    oauth: gmailOAuth(config),
    source: gmailSource(config),
  } satisfies Provider
}
