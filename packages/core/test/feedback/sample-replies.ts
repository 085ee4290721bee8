import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import PostalMime from 'postal-mime'
import type { ReplyMail } from '../../src/feedback/replies/read-reply'

const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/email-replies')

/** False where the reference data is absent. */
export const hasSampleReplies = existsSync(folder)

export type SampleReply = { name: string; mail: ReplyMail; visible: string }

/** Replies by ten mail programs, with what is visible of each: the reply and its signature. */
export async function readSampleReplies(): Promise<SampleReply[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'))
  return Promise.all(
    names.map(async (name) => {
      // postal-mime joins a flowed quote and the line below it, which RFC 3676 (4.5) forbids.
      const raw = readFileSync(path.join(folder, name), 'latin1').replace(/; format="?flowed"?/i, '')
      const { text, html, headers } = await PostalMime.parse(Buffer.from(raw, 'latin1'))
      const answer = path.join(folder, name.replace('.eml', '_reply_text'))
      const visible = existsSync(answer) ? readFileSync(answer, 'utf8') : 'Hello'
      return { name, mail: { text: text ?? null, html: html ?? null, headers }, visible }
    }),
  )
}
