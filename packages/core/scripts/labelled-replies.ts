import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ReplyMail } from '../src/feedback/replies/read-reply'

/** A mail, and what its sender wrote in it. */
export type LabelledReply = { name: string; mail: ReplyMail; expected: string }

const folder = path.resolve(import.meta.dirname, '../fixtures')

/** Replies that the rules were made on, and those that they were only measured on: look at their figures, never at single errors. */
export const replyFiles = {
  seen: path.join(folder, 'replies-seen.txt'),
  heldOut: path.join(folder, 'replies-held-out.txt'),
}

/** Each begins with `@@@ name | html | from: Name`; after `@@@ reply` stands what is to be read. The last line is `@@@ end`. */
export function readLabelledReplies(file: string): LabelledReply[] {
  const parts = readFileSync(file, 'utf8').split(/^@@@ (.*)\n?/m)
  const found: LabelledReply[] = []
  // The first part stands before any mark; then a mark and what follows it take turns.
  for (let at = 1; at + 3 < parts.length; at += 4) {
    const [title = '', body = '', mark, expected = ''] = parts.slice(at, at + 4)
    if (mark !== 'reply') throw new Error(`${file}: '${title}' is not followed by '@@@ reply'.`)
    const [name = '', ...options] = title.split(' | ')
    const from = options.find((option) => option.startsWith('from: '))?.slice(6)
    const isHtml = options.includes('html')
    found.push({
      name,
      mail: {
        text: isHtml ? null : body,
        html: isHtml ? body : null,
        headers: from ? [{ key: 'from', value: `${from} <person@example.com>` }] : [],
      },
      expected: expected.trim(),
    })
  }
  return found
}

/** Blanks at the ends of lines and more than one empty line make no difference to anybody. */
export const sameText = (a: string, b: string): boolean => settled(a) === settled(b)

const settled = (text: string) =>
  text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
