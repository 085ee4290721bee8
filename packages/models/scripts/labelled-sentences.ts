import type { ItemSnapshot } from '@switchboard/core/items'
import { z } from 'zod'
import type { Example } from '../src/offline/train-classifier'

const exampleSchema = z.object({ text: z.string(), intent: z.boolean() })

/** Reads labelled sentences, one JSON object a line: `{ "text": …, "intent": true | false }`. */
export const readSentences = (lines: string): Example[] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => exampleSchema.parse(JSON.parse(line)))

/** A mail from one person that says this and nothing else. */
export const mailOf = (text: string): ItemSnapshot => ({
  kind: 'email',
  externalId: 'sentence',
  threadId: null,
  title: '(no subject)',
  sender: { name: 'Sender', address: 'sender@example.com' },
  receivedAt: '2026-03-02T08:00:00.000Z',
  url: null,
  text,
  to: [],
  cc: [],
  messageId: null,
  inReplyTo: null,
  quotedText: '',
  html: null,
  attachments: [],
  labels: [],
  unread: true,
  bulk: false,
  snippet: '',
})
