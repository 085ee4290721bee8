import MarkdownIt from 'markdown-it'

const parser = new MarkdownIt({ html: false, linkify: true })
// Every target is read as a link and judged by `safeLink`: otherwise its source would stand in the text.
parser.validateLink = () => true
// People see the address that was written.
parser.normalizeLinkText = (url) => url
// 'notes.md' is a file, not a site of Moldova.
parser.linkify.set({ fuzzyLink: false }).add('ftp:', null).add('//', null)

export type Token = ReturnType<typeof parser.parse>[number]

/** Deeper levels are left out by the parser, with what stands in them. */
export const mostLevels = 99

/** CommonMark with strikethrough, tables and bare addresses, as tokens. HTML is text. */
export const tokensOf = (markdown: string): Token[] => parser.parse(markdown, {})
