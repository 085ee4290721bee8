/** What a person types is text, not a pattern. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** More than anybody types; each costs the database a look at every row. */
const mostWords = 10

/** A condition for each word of a search: all have to occur, in whatever order and field. */
export function forEveryWord<Where>(
  search: string | null | undefined,
  inSomeField: (contains: { contains: string; mode: 'insensitive' }, word: string) => Where,
): Where[] {
  const words = (search ?? '').split(/\s+/u).filter((word) => word !== '')
  return words.slice(0, mostWords).map((word) => inSomeField({ contains: escapeLike(word), mode: 'insensitive' }, word))
}
