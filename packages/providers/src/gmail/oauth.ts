import type { OAuthCapability, ScopeNeed } from '@switchboard/core/ports/connecting'
import { googleOAuth, type GoogleConfig } from '../google/oauth'
import { gmailSettingsSchema } from './schema'

/** https://developers.google.com/workspace/gmail/api/auth/scopes */
const readScope = 'https://www.googleapis.com/auth/gmail.readonly'
export const modifyScope = 'https://www.googleapis.com/auth/gmail.modify'
const sendScope = 'https://www.googleapis.com/auth/gmail.send'
/** Google lets whoever may change mail send it as well. */
export const sendScopes: [string, string] = [sendScope, modifyScope]

/**
 * Changing mail is asked for only while a setting can need it. It includes reading, yet both are asked for: Google lets people
 * untick each, and whoever does not want their mail changed can still have it read.
 */
function gmailScopes(settings: unknown): ScopeNeed[] {
  const { markAsRead, archive, agentLabel, sendMessages } = gmailSettingsSchema.parse(settings)
  const writes = [markAsRead, archive, agentLabel].some((policy) => policy !== 'never')
  return [
    { anyOf: [readScope, modifyScope], required: true, purpose: 'read mail' },
    ...(writes
      ? [
          {
            anyOf: [modifyScope] satisfies [string],
            required: false,
            purpose: 'mark mail as read and archive it when a task is done',
          },
        ]
      : []),
    ...(sendMessages
      ? [
          {
            anyOf: sendScopes,
            required: false,
            purpose: 'send you what Switchboard has to tell and ask',
          },
        ]
      : []),
  ]
}

export const gmailOAuth = (config: GoogleConfig): OAuthCapability => googleOAuth(config, gmailScopes)
