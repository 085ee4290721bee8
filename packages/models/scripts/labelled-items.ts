import type { ItemSnapshot } from '@switchboard/core/items'
import { splitQuotes } from '@switchboard/providers/mail/split-quotes'
import { z } from 'zod'
import type { LabelledItem } from '../src/offline/train-items'
import { readLines } from './read-lines'

const exampleSchema = z.object({
  text: z.string(),
  intent: z.boolean(),
  kind: z.enum(['email', 'message']).default('email'),
})
export type LabelledText = z.infer<typeof exampleSchema>

/** Reads labelled sentences, mails or chat messages, one JSON object a line: `{ "text": …, "intent": true | false }`, of a message with `"kind": "message"`. */
export const readExamples = (file: string, content: string): LabelledText[] => readLines(file, content, exampleSchema)

/** The share of asks that confidences are made for: mailboxes hold fewer than the labelled sentences. */
const assumedShare = 0.35
/** A sentence tells less about whole items than an item does, and there are many more of them. */
const sentenceWeight = 0.3

export type SourcedItem = LabelledItem & { source: 'sentence' | 'fixture' }

/** What the offline generator is trained on, each with what it counts. */
export function labelledItems(sentences: readonly LabelledText[], fixtures: readonly LabelledText[]): SourcedItem[] {
  const asks = sentences.filter(({ intent }) => intent).length
  const askWeight = (assumedShare / (1 - assumedShare)) * ((sentences.length - asks) / asks)
  return [
    ...sentences.map(({ intent, ...sentence }) => ({
      item: labelledItem(sentence),
      intent,
      weight: sentenceWeight * (intent ? askWeight : 1),
      source: 'sentence' as const,
    })),
    ...fixtures.map(({ intent, ...fixture }) => ({
      item: labelledItem(fixture),
      intent,
      weight: 1,
      source: 'fixture' as const,
    })),
  ]
}

/** A labelled text as the generator gets it. */
export const labelledItem = ({ text, kind }: Pick<LabelledText, 'text' | 'kind'>): ItemSnapshot =>
  kind === 'message' ? messageOf(text) : itemOf(text)

/** As somebody writes it into a channel that its reader is in. */
const messageOf = (text: string): ItemSnapshot => ({
  kind: 'message',
  externalId: 'labelled',
  threadId: null,
  title: '#channel',
  sender: { name: 'Sender', address: null },
  receivedAt: labelledAt,
  url: null,
  text,
  channelName: '#channel',
  direct: false,
  mentionsOwner: false,
  addressees: [],
})

const labelledAt = '2026-03-02T08:00:00.000Z'
const header = /^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$/
const known = /^(from|to|cc|subject|date|sent|reply-to|message-id|return-path|received|delivered-to)$/i

/**
 * A labelled text as the generator gets it: the lines at its top that are headers are read as such, earlier messages quoted
 * below are left out, as they are of any mail that is synced. A sentence is a mail that says this and nothing else.
 */
export function itemOf(text: string, receivedAt = labelledAt): ItemSnapshot {
  const { headers, body } = readHeaders(text.replaceAll('\r\n', '\n'))
  const { written, quoted } = splitQuotes(body)
  return {
    kind: 'email',
    externalId: 'labelled',
    threadId: null,
    title: headers.get('subject') || '(no subject)',
    sender: readSender(headers.get('from')),
    receivedAt,
    url: null,
    text: written,
    to: [],
    cc: [],
    messageId: null,
    inReplyTo: null,
    quotedText: quoted,
    html: null,
    attachments: [],
    labels: [],
    unread: true,
    bulk:
      headers.has('list-id') ||
      headers.has('list-unsubscribe') ||
      /bulk|list|junk/i.test(headers.get('precedence') ?? '') ||
      /auto/i.test(headers.get('auto-submitted') ?? ''),
    snippet: '',
  }
}

function readHeaders(text: string): { headers: Map<string, string>; body: string } {
  const lines = text.replace(/^\s+/, '').split('\n')
  const headers = new Map<string, string>()
  const first = header.exec(lines[0] ?? '')
  if (!first || !known.test(first[1] ?? '')) return { headers, body: text }
  let at = 0
  let name = ''
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, field, value = ''] = header.exec(line) ?? []
    if (field) headers.set((name = field.toLowerCase()), value.trim())
    else if (/^[ \t]+\S/.test(line)) headers.set(name, `${headers.get(name) ?? ''} ${line.trim()}`)
    else break
  }
  return { headers, body: lines.slice(at).join('\n').trim() }
}

function readSender(from: string | undefined): ItemSnapshot['sender'] {
  const [, name = '', address] = /^(.*?)\s*<([^<>\s]+)>\s*$/.exec(from ?? '') ?? []
  if (address) return { name: name.replace(/^["']|["']$/g, '') || address, address }
  return from?.includes('@') ? { name: from, address: from } : { name: from || 'Sender', address: null }
}
