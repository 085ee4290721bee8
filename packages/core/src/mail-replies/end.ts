import type { MailReplyOutcome } from '@switchboard/db'
import type { Answer } from '../feedback/question-of'

/** What becomes of an answer by mail. `told`: Markdown for its member; null: nothing is said. */
export type End = { outcome: MailReplyOutcome; told: string | null; offered?: Answer }

export const settled = (told: string | null): End => ({ outcome: 'settled', told })
export const askedBack = (told: string): End => ({ outcome: 'asked_back', told })
/** A program wrote it, or too many came: whoever is told anything may answer that. */
export const passedOver: End = { outcome: 'passed_over', told: null }
