import type { Connection } from '@/lib/api-types'

export type Setback = {
  /** 'Waiting for Google'. */
  word: string
  /** Where there is room for one word. */
  short: string
  /** Why, in a sentence. */
  reason: string
}

/** Where it is not the service that is waited for. */
const waitingWords: Partial<Record<string, string>> = {
  interrupted: 'Waiting to go on',
  key_missing: 'Waiting for a key of this server',
}

/** What went wrong with the last sync of a connection that works otherwise and tries again by itself; null when all is well. */
export function setbackOf({ status, words, run, errorCode, errorMessage }: Connection): Setback | null {
  if (status !== 'connected' || run?.state === 'running') return null
  // Of a fault of ours the run says all there is to say.
  if (errorCode && errorCode !== 'internal') {
    return {
      word: waitingWords[errorCode] ?? `Waiting for ${words.service}`,
      short: 'Waiting',
      reason: errorMessage ?? 'The last sync did not get through.',
    }
  }
  if (run?.state !== 'failed') return null
  return { word: 'Last sync failed', short: 'Failed', reason: run.errorMessage ?? unexplained }
}

/** For a failed run of which nothing more is known. */
export const unexplained = 'Something went wrong on our side. Nothing was lost.'

export type Mend = 'reconnect' | 'grant' | 'settings' | 'check'

/** What a person can do about a connection that does not work, or not wholly; null when there is nothing to do. */
export function mendOf({ status, errorCode, missingScopes }: Connection): Mend | null {
  if (status === 'disconnected') return null
  if (status !== 'error') return missingScopes.length > 0 ? 'grant' : null
  switch (errorCode) {
    case 'scope_missing':
      return 'grant'
    case 'invalid_input':
      return 'settings'
    case 'grant_revoked':
    case 'unauthorized':
    case 'secret_unreadable':
      return 'reconnect'
    // Somebody else mends these; connecting anew would lead round in a circle.
    default:
      return 'check'
  }
}
