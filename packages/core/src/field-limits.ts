/** How much the fields that people type into take, in UTF-16 units: the same at the edge and in the pages. */
export const fieldLimits = {
  title: 200,
  notes: 2_000,
  tag: 40,
  tags: 6,
  search: 200,
  /** Why a suggestion is dismissed. */
  reason: 500,
  /** What a person is called. */
  name: 100,
} as const
