import type { Email } from 'postal-mime'
import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import { clean, readMime } from './parse-mail'

/** Reports of more are nobody's. */
const longestPart = 64_000
const longestWords = 300
/** Of addresses in other scripts the same parts have names of their own (RFC 6533). */
const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status'])
const originalTypes = new Set(['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'])

/**
 * What a server reports of a mail that it could not deliver (RFC 3464): its Message-ID, and the server's words. Null for other mails, and for
 * reports of a delay, of which the last word is not spoken.
 */
export async function readBounce(mail: Email): Promise<ArrivedReply['bounce']> {
  const part = (types: Set<string>) => mail.attachments.find(({ mimeType }) => types.has(mimeType.toLowerCase()))
  const status = textOf(part(statusTypes))
  const original = textOf(part(originalTypes))
  if (status === null || original === null) return null
  const { messageId } = await readMime(Buffer.from(original))
  if (!messageId) return null
  // A block of the report, and one of each recipient. Mails of ours have one.
  for (const block of status.split(/\r?\n\s*\r?\n/)) {
    const { headers } = await readMime(Buffer.from(block.trimStart()))
    const field = (name: string) => headers.find(({ key }) => key === name)?.value
    if (field('action')?.trim().toLowerCase() !== 'failed') continue
    const code = field('diagnostic-code')?.replace(/^\s*[\w-]+\s*;/, '')
    const words = clean(code ?? field('status') ?? '').replace(/\s+/g, ' ')
    return { messageId, words: words.trim().slice(0, longestWords).toWellFormed() }
  }
  return null
}

function textOf(part: Email['attachments'][number] | undefined): string | null {
  if (!part) return null
  const { content } = part
  return (typeof content === 'string' ? content : new TextDecoder().decode(content)).slice(0, longestPart)
}
