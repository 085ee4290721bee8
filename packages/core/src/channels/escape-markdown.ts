/** Any punctuation of ASCII may be escaped in Markdown (CommonMark 0.31, section 2.4), so that words of others stay words. */
const punctuation = /[!-/:-@[-`{-~]/g

/** Text of others as one line of Markdown that looks exactly like it: it formats nothing, links nowhere and ends nothing. */
export const escapeMarkdown = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(punctuation, '\\$&')
