/** What is asked for of the list. */
export const listInput = (search: string | null) => ({ search, limit: 40 })

/** What is asked for of one conversation: the latest of what was said. */
export const wholeInput = (id: string) => ({ id, limit: 50 })

/** Under which what is typed is kept; of the conversation that is yet to begin without an id. */
export const draftKey = (id: string | null) => `say:${id ?? 'new'}`
