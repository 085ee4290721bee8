import type { Access } from '@switchboard/core/ports/access'
import type { z } from 'zod'
import type { GoogleConfig } from '../google/oauth'
import { callGmail } from './client'
import { type gmailPlaceSchema, listSchema, sentHeadSchema } from './schema'

type Config = Pick<GoogleConfig, 'apiUrl' | 'clock'>
type Place = z.infer<typeof gmailPlaceSchema>

/** Clocks differ: what was sent may be older at Google than it is here. */
const slackMs = 60_000
/** The latest of what was sent is looked through so far. */
const mailsPerPage = 50
const mostPages = 10
/** `X-Google-Original-Message-ID`: where Google has put another in the place of ours. */
const names = ['Message-ID', 'X-Google-Original-Message-ID', 'Subject', 'References']

/**
 * The mails with these Message-IDs that were sent after `since`; null: it was not. The search knows of a mail only after a while, so
 * that what it does not find is looked for among the sent ones, for all of them at once. One that is left out cannot be told: too much was
 * sent meanwhile.
 */
export async function findSentMails(
  config: Config,
  access: Access,
  messageIds: string[],
  since: Date,
): Promise<Map<string, Place | null>> {
  const call = <T>(use: Parameters<typeof callGmail<T>>[2]) => callGmail(config, access, use)
  const list = (query: { q?: string; labelIds?: string[]; pageToken?: string }) =>
    call(async (gmail, options) =>
      listSchema.parse(
        (await gmail.users.messages.list({ userId: 'me', maxResults: mailsPerPage, ...query }, options)).data,
      ),
    )
  const read = (id: string) =>
    call(async (gmail, options) => {
      const query = { userId: 'me', id, format: 'metadata', metadataHeaders: names }
      return sentHeadSchema.parse((await gmail.users.messages.get(query, options)).data)
    })

  const found = new Map<string, Place | null>()
  for (const messageId of messageIds) {
    const [first] = (await list({ q: `rfc822msgid:${messageId.slice(1, -1)}` })).messages
    if (first) found.set(messageId, placeOf(await read(first.id), messageId))
  }

  const missing = new Set(messageIds.filter((messageId) => !found.has(messageId)))
  const noneIsLeft = () => new Map([...found, ...[...missing].map((messageId) => [messageId, null] as const)])
  let pageToken: string | undefined
  for (let pages = 0; pages < mostPages && missing.size > 0; pages++) {
    const page = await list({ labelIds: ['SENT'], pageToken })
    for (const { id } of page.messages) {
      const head = await read(id)
      if (Number(head.internalDate) < since.getTime() - slackMs) return noneIsLeft()
      for (const messageId of valuesOf(head, 'Message-ID', 'X-Google-Original-Message-ID'))
        if (missing.delete(messageId)) found.set(messageId, placeOf(head, messageId))
      if (missing.size === 0) return found
    }
    if (!page.nextPageToken) return noneIsLeft()
    pageToken = page.nextPageToken
  }
  return found
}

type Head = z.infer<typeof sentHeadSchema>

const valuesOf = ({ payload }: Head, ...wanted: string[]): string[] =>
  wanted.flatMap((name) =>
    payload.headers.filter((header) => header.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value),
  )

function placeOf(head: Head, messageId: string): Place {
  const [subject = ''] = valuesOf(head, 'Subject')
  const [references = ''] = valuesOf(head, 'References')
  return {
    id: head.id,
    threadId: head.threadId,
    messageId: valuesOf(head, 'Message-ID')[0] ?? messageId,
    subject: subject.replace(/^Re: /, ''),
    references: references.split(/\s+/).filter(Boolean),
  }
}
