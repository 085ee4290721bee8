import { fieldLimits } from '@switchboard/core/field-limits'

/** Why a search cannot be run as it is typed; null when it can. */
export function searchFault(typed: string): string | null {
  if (typed.includes('\0'))
    return 'Not searched: one character can be no part of a text. Clear the field and type again.'
  const over = typed.trim().length - fieldLimits.search
  if (over <= 0) return null
  return `Not searched: ${over} ${over === 1 ? 'character' : 'characters'} more than the ${fieldLimits.search} a search takes.`
}

/** What the server is asked for; null while there is nothing to ask, or it cannot be asked. */
export const searchWords = (typed: string | null): string | null =>
  typed === null || searchFault(typed) ? null : typed.trim() || null
