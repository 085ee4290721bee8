/**
 * Text of others as Markdown that shows it as it is, on one line: what could begin a format, an entity, a link or a bare address
 * is escaped.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
