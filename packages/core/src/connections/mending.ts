import type { ErrorCode } from '../errors'

/** What a person has to mend: give access again, change a setting, or set the installation up. */
export type Mending = 'access' | 'settings' | 'installation'

const mendings: Partial<Record<string, Mending>> = {
  grant_revoked: 'access',
  unauthorized: 'access',
  scope_missing: 'access',
  secret_unreadable: 'access',
  invalid_input: 'settings',
  not_configured: 'installation',
} satisfies Partial<Record<ErrorCode, Mending>>

/**
 * What a person has to mend before a connection can go on; null for a fault that passes, or may have passed at the next regular
 * time: nobody could do anything about a provider's answer that we do not know.
 */
export const mendingOf = ({ code }: { code: string | null }): Mending | null => (code && mendings[code]) || null
