/** A line of a mail as a person sees it, with what its markup says of it. */
export type MailLine = {
  text: string
  /** By `>` or by markup. Borders in words, such as 'On Monday, Ada wrote:', are found later. */
  quoted: boolean
  /** `border`: here and below stands an earlier message. `rule`: it does where headers follow. `signature`: markup says so. */
  mark: 'border' | 'rule' | 'signature' | null
}

/** Longer mails are cut, in UTF-16 units: nobody answers a question at such length. */
export const longestBody = 1_000_000

/** Patterns are tried on the beginning of a line only: what names an earlier message is short, and prose may be endless. */
const longestTried = 400

/** A line as patterns read it: without marks of direction, without emphasis around it, with plain spaces, cut. */
export const bareLine = (text: string): string =>
  text
    .slice(0, longestTried)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .replace(/^[ *_]+(?=[^ *_])/, '')
    .trim()

export const isBlank = (line: MailLine): boolean => line.text.trim() === ''

/** Joined, without empty lines around. */
export const textOf = (lines: readonly MailLine[]): string =>
  lines
    .map(({ text }) => text)
    .join('\n')
    .trim()
