import { keepProposed } from '@switchboard/core/suggestions/supported-values'
import type { SuggestionDetail, SuggestionEdits } from '@/lib/api-types'

/** What the server has of a suggestion, and the edits on their way to it in the order they were made. */
export type Waiting = { saved: SuggestionDetail | undefined; edits: readonly SuggestionEdits[] }

/** As people see it: with every edit that has not been refused. */
export const shownWith = ({ saved, edits }: Waiting): SuggestionDetail | undefined =>
  saved &&
  edits.reduce<SuggestionDetail>(
    (detail, edit) => ({ ...detail, ...edit, evidence: keepProposed(detail.evidence, detail, edit) }),
    saved,
  )

/** An edit was answered: with the suggestion as it is now, or with a refusal (null), after which all others still stand. */
export const answered = (waiting: Waiting, edit: SuggestionEdits, saved: SuggestionDetail | null): Waiting => ({
  saved: saved ?? waiting.saved,
  edits: waiting.edits.filter((other) => other !== edit),
})
