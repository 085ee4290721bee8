import { createHash } from 'node:crypto'
import type { PageItem } from '@switchboard/core/items'
import type { PageText } from './read-blocks'
import type { Properties } from './read-properties'
import { mentions, plainText } from './rich-text'
import type { Comment, NotionPage, NotionUser } from './schema'

export type PageParts = {
  page: NotionPage
  properties: Properties
  body: PageText
  comments: Comment[]
  userId: string
  nameOf(userId: string): Promise<NotionUser | null>
}

const longestComments = 4_000

/** A page in our form; null when it is neither assigned to the person nor names them. */
export async function presentPage({ page, properties, body, comments, userId, nameOf }: PageParts) {
  const told = comments.filter((comment) => mentions(comment.rich_text, userId) && comment.created_by.id !== userId)
  const written = await commentLines(comments, nameOf)
  const text = [body.text, ...properties.mentions, written].filter(Boolean).join('\n\n')
  const named = [...body.mentions, ...properties.mentions, ...told.map(({ rich_text }) => plainText(rich_text).trim())]
  const assigned = properties.roles.length > 0
  if (!assigned && named.length === 0) return null
  const last = told.at(-1)
  const author = last?.created_by.id ?? (assigned ? page.created_by.id : page.last_edited_by.id)
  const sender = await nameOf(author)
  const shown = {
    title: properties.title.trim(),
    text,
    concern: assigned ? ('assigned' as const) : ('mentioned' as const),
    roles: properties.roles,
    status: properties.status?.value ?? null,
    dueAt: properties.dueAt,
    properties: properties.others,
    mentions: [...new Set(named)].filter((line) => line !== '' && text.includes(line)),
  }
  return {
    kind: 'page',
    externalId: page.id,
    threadId: null,
    sender: { name: sender?.name?.trim() || 'A member', address: sender?.person?.email ?? null },
    receivedAt: latestOf(page.last_edited_time, last?.created_time),
    url: webAddress(page.url),
    ...shown,
    revision: revisionOf(shown),
  } satisfies PageItem
}

/** A comment is no edit of its page. */
const latestOf = (edited: string, commented = edited) =>
  new Date(Math.max(Date.parse(edited), Date.parse(commented))).toISOString()

/** The latest ones, as far as there is room, under who wrote them. */
async function commentLines(comments: Comment[], nameOf: PageParts['nameOf']): Promise<string> {
  const lines: string[] = []
  for (const { created_by, rich_text } of comments) {
    const name = (await nameOf(created_by.id))?.name?.trim() || 'A member'
    lines.push(`${name} commented:\n\n${plainText(rich_text).trim()}`)
  }
  return lines.join('\n\n').slice(-longestComments)
}

export const revisionOf = (shown: object) =>
  createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22)

/** What stands in an answer must not run anything. */
function webAddress(text: string | undefined): string | null {
  const url = text && URL.canParse(text) ? new URL(text) : null
  return url && ['https:', 'http:'].includes(url.protocol) ? url.href : null
}
