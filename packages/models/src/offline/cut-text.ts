/** The beginning of a text, in UTF-16 units at most, without half a character at its end: the database takes no lone surrogates. */
export const cutText = (text: string, longest: number): string => text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')
