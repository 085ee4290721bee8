import { longestBody, type MailLine } from './mail-line'

/** The lines of a plain text; `>` at the beginning of one marks it as quoted, as mail programs have it since RFC 3676 and before. */
export function linesOfText(text: string): MailLine[] {
  return text
    .slice(0, longestBody)
    .toWellFormed()
    .split(/\r\n|\r|\n/)
    .map((line) => ({ text: line, quoted: /^ ?[>＞]/.test(line), mark: null }))
}
