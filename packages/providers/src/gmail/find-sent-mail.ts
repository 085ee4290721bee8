import type { Access } from '@switchboard/core/ports/access'
import { SwitchboardError } from '@switchboard/core/errors'
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
 * The mail with a Message-ID that was sent after `since`; null when there is none. The search knows of a mail only after a while, so
 * that what it does not find is looked for among the sent ones. Throws unavailable when these are too many to say.
 */
export async function findSentMail(
  config: Config,
  access: Access,
  messageId: string,
  since: Date,
): Promise<Place | null> {
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

  const found = await list({ q: `rfc822msgid:${messageId.slice(1, -1)}` })
  const [first] = found.messages
  if (first) return placeOf(await read(first.id), messageId)

  let pageToken: string | undefined
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await list({ labelIds: ['SENT'], pageToken })
    for (const { id } of page.messages) {
      const head = await read(id)
      if (Number(head.internalDate) < since.getTime() - slackMs) return null
      if (valuesOf(head, 'Message-ID', 'X-Google-Original-Message-ID').includes(messageId))
        return placeOf(head, messageId)
    }
    if (!page.nextPageToken) return null
    pageToken = page.nextPageToken
  }
  throw new SwitchboardError('unavailable', 'Too much was sent from this mailbox meanwhile to find one mail.')
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
