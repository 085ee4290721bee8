/** Words from outside in an answer of ours: they stand on one line, and none of their marks is Markdown. */
export const plainWords = (text: string, longest = 120): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  const cut =
    line.length > longest
      ? `${line
          .slice(0, longest - 1)
          .toWellFormed()
          .trimEnd()}…`
      : line
  return cut.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&')
}
