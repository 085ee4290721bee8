import type { Task } from '@/lib/api-types'
import { whenText } from '../../lib/time-text'

export type WriteBack = Task['writeBacks'][number]

/** Longer than any time to undo, and than what looks like being under way. */
const shownFromMs = 60_000

/** Why a change that is not finished waits, or until when; null when it does not. */
export function waitsText({ state, account, runAt }: WriteBack, now: number, zone: string): string | null {
  if (!['waiting', 'running', 'reverting'].includes(state)) return null
  switch (account) {
    case 'paused':
      return 'Waits: the account is paused'
    case 'needs_access':
      return 'Waits: the account needs reconnecting'
    case 'needs_mending':
      return 'Waits: the account needs you, see Integrations'
    case 'switched_off':
      return 'Waits: integrations are switched off'
    case 'usable':
      return runAt.getTime() - now > shownFromMs ? `Waits: it is tried again ${whenText(runAt, now, zone)}` : null
    case 'disconnected':
      return null
  }
}

/** What did not succeed and why: 'Not archived: The account was disconnected.' */
export function failedText({ words, stays, errorMessage }: WriteBack): string {
  const failed = stays ? words.stays : words.failed
  return errorMessage ? `${failed}: ${errorMessage}` : failed
}

/** Whether anything was changed before it was taken back: without a change there was nothing to ask the provider for. */
const wasChanged = ({ attempts }: WriteBack) => attempts > 0

/** What was taken back, in a word: 'Back in the inbox'. */
export const undoneWord = (writeBack: WriteBack) => (wasChanged(writeBack) ? writeBack.words.undone : 'Left as it was')

/** The same with what went before: 'Archived 10:11, back in the inbox 10:15'. */
export function undoneStory(writeBack: WriteBack, now: number, zone: string): string {
  const { words, attempts, runAt, finishedAt } = writeBack
  if (!wasChanged(writeBack) || !finishedAt) return undoneWord(writeBack)
  const { done, undone } = words
  // Once taking back had to be tried again, `runAt` is the time of that.
  const doneAt = attempts === 1 ? ` ${whenText(runAt, now, zone)}` : ''
  return `${done}${doneAt}, ${undone.toLowerCase()} ${whenText(finishedAt, now, zone)}`
}
