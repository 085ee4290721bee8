/** How much the fields that people type into take, in UTF-16 units: the same at the edge and in the pages. */
export const fieldLimits = {
  title: 200,
  notes: 2_000,
  tag: 40,
  tags: 6,
  search: 200,
} as const
