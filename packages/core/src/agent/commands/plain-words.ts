/** Words on one line, as far as so many characters go. */
export function oneLine(text: string, longest = 120): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest
    ? `${line
        .slice(0, longest - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line
}

/** Words from outside in an answer of ours: they stand on one line, and none of their marks is Markdown. */
export const plainWords = (text: string, longest?: number): string => escaped(oneLine(text, longest))

/** The same on lines of their own, empty ones between them: a link in it shows where it leads. */
export const plainLines = (text: string): string =>
  text
    .split(/\s*\n\s*/)
    .map((line) => plainWords(line, Infinity))
    .filter((line) => line !== '')
    .join('\n\n')

const escaped = (text: string) => text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&')
