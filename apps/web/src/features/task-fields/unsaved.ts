import { fieldLimits } from '@switchboard/core/field-limits'
import { priorities } from '@/components/ui/priorities'
import type { SuggestionEdits } from '@/lib/api-types'
import { draftKeys, draftOf, holdDraft, keepDraft, useDraftKeysEnding } from '@/lib/drafts'
import {
  dueDraftOf,
  dueFault,
  dueOf,
  noDate,
  tagsFault,
  tagsIn,
  titleFault,
  tooLong,
  whenDoneDraftOf,
  whenDoneOfDraft,
} from './field-texts'

type Field = {
  name: string
  called: string
  faultOf: (draft: string) => string | null
  editOf: (draft: string, zone: string) => SuggestionEdits
}

const fields = {
  title: {
    name: 'The title is',
    called: 'the title',
    faultOf: titleFault,
    editOf: (draft) => ({ title: draft.trim() }),
  },
  due: {
    name: 'The due date is',
    called: 'the due date',
    faultOf: (draft) => dueFault(draft)?.text ?? null,
    editOf: dueOf,
  },
  notes: {
    name: 'The notes are',
    called: 'the notes',
    faultOf: (draft) => tooLong(draft, fieldLimits.notes),
    editOf: (draft) => ({ description: draft.trim() }),
  },
  tags: {
    name: 'The tags are',
    called: 'the tags',
    faultOf: (draft) => tagsFault(tagsIn(draft)),
    editOf: (draft) => ({ tags: tagsIn(draft) }),
  },
  priority: {
    name: 'The priority is',
    called: 'the priority',
    faultOf: () => null,
    editOf: (draft) => ({ priority: priorities.find((level) => level === draft) }),
  },
  whenDone: {
    name: 'What is done at the end is',
    called: 'what is done at the end',
    faultOf: () => null,
    editOf: (draft) => ({ whenDone: whenDoneOfDraft(draft) }),
  },
} satisfies Record<string, Field>

type FieldName = keyof typeof fields
const fieldNames = ['title', 'due', 'notes', 'tags', 'priority', 'whenDone'] as const satisfies FieldName[]

/** Under this is kept what is typed into a field or chosen in it of a suggestion or a task. */
export const draftKey = (field: FieldName, id: string) => `${field}:${id}`

/** Why something is not approved as it stands: what is typed into one of its fields cannot be saved. `key`: of that draft. */
export type UnsavedFault = { key: string; text: string }

/** What is typed into the fields of one suggestion and not saved yet: the edits that it means, and the first that can be none. */
export function unsavedOf(id: string, zone: string): { edits: SuggestionEdits; fault: UnsavedFault | null } {
  const typed = fieldNames.flatMap((field) => {
    const draft = draftOf(draftKey(field, id))
    return draft === null ? [] : [{ ...fields[field], key: draftKey(field, id), draft }]
  })
  const [fault = null] = typed.flatMap(({ key, name, faultOf, draft }) => {
    const why = faultOf(draft)
    return why === null ? [] : [{ key, text: `${name} not saved yet. ${why}` }]
  })
  if (fault) return { edits: {}, fault }
  return { edits: typed.reduce((edits, { editOf, draft }) => ({ ...edits, ...editOf(draft, zone) }), {}), fault }
}

/** What of it is typed and not saved, in words: 'the title'. */
export function useUnsavedNames(id: string): string[] {
  const keys = useDraftKeysEnding(draftKey('title', id).slice('title'.length)).split('\n')
  return fieldNames.flatMap((field) => (keys.includes(draftKey(field, id)) ? [fields[field].called] : []))
}

/** Everything that is typed into one suggestion is on its way to the server. */
export function dropUnsaved(id: string): void {
  for (const field of fieldNames) keepDraft(draftKey(field, id), null)
}

/** Edits that were refused are typed and not saved again, except where something newer is typed or on its way. */
export function putBackUnsaved(
  id: string,
  edits: SuggestionEdits,
  zone: string,
  newer: readonly SuggestionEdits[] = [],
): void {
  const putBack = (field: FieldName, of: keyof SuggestionEdits, keep: typeof keepDraft, draft: string | undefined) => {
    const key = draftKey(field, id)
    const isNewest = draftOf(key) === null && !newer.some((edit) => edit[of] !== undefined)
    if (draft !== undefined && isNewest) keep(key, draft)
  }
  const { title, description, tags, dueAt, dueAllDay = false, priority, whenDone } = edits
  const due = dueAt ? dueDraftOf({ dueAt, dueAllDay }, zone) : dueAt === null ? noDate : undefined
  putBack('title', 'title', keepDraft, title)
  putBack('notes', 'description', keepDraft, description)
  putBack('tags', 'tags', keepDraft, tags?.join(', '))
  putBack('due', 'dueAt', holdDraft, due)
  putBack('priority', 'priority', holdDraft, priority)
  putBack('whenDone', 'whenDone', holdDraft, whenDone === undefined ? undefined : whenDoneDraftOf(whenDone))
}

/** Of everything, also of tasks, into which something is typed and not saved. */
export function unsavedIds(): string[] {
  const ids = draftKeys().flatMap((key) => {
    const field = fieldNames.find((name) => key.startsWith(draftKey(name, '')))
    return field ? key.slice(draftKey(field, '').length) : []
  })
  return [...new Set(ids)]
}
