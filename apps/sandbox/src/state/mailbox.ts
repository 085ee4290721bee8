import { createHash } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'

export type Message = {
  id: string
  threadId: string
  /** The whole message in base64url, as Gmail gives it. */
  raw: string
  labels: string[]
  /** Milliseconds since 1970. */
  internalDate: number
  historyId: number
  snippet: string
  from: string
  subject: string
  messageId: string
}

type HistoryKind = 'messagesAdded' | 'messagesDeleted' | 'labelsAdded' | 'labelsRemoved'
export type HistoryRecord = { id: number; kind: HistoryKind; messageId: string; threadId: string; labels: string[] }

export type MailboxData = {
  messages: Message[]
  /** The person's own labels. */
  labels: { id: string; name: string }[]
  history: HistoryRecord[]
  lastHistoryId: number
  oldestHistoryId: number
}

export const emptyMailbox = (): MailboxData => ({
  messages: [],
  labels: [],
  history: [],
  lastHistoryId: 1_000,
  oldestHistoryId: 1_000,
})

/** One account's mail with Gmail's labels and history. */
export class Mailbox {
  private readonly byId: Map<string, Message>
  private readonly byMessageId: Map<string, Message>

  constructor(
    readonly data: MailboxData,
    private readonly changed: () => void,
  ) {
    this.byId = new Map(data.messages.map((message) => [message.id, message]))
    this.byMessageId = new Map(data.messages.map((message) => [message.messageId, message]))
  }

  find = (id: string) => this.byId.get(id)

  /** As when a person deletes a mail for good. */
  remove(id: string): void {
    const gone = this.byId.get(id)
    if (!gone) return
    this.byMessageId.delete(gone.messageId)
    this.byId.delete(id)
    this.data.messages = this.data.messages.filter((message) => message.id !== id)
    this.record(gone, 'messagesDeleted', [])
  }

  /** Adds a message; the same one twice is kept once. */
  async add(raw: Buffer, options: { labels: string[]; receivedAt?: Date }): Promise<Message> {
    const id = createHash('sha256').update(raw).digest('hex').slice(0, 16)
    const present = this.find(id)
    if (present) return present
    // An export may hold mail that no parser takes; the product has to see it all the same.
    const mail: Partial<Email> = await PostalMime.parse(raw).catch(() => ({}))
    const date = options.receivedAt ?? new Date(mail.date ?? Date.now())
    const internalDate = Number.isNaN(date.getTime()) ? Date.now() : date.getTime()
    const parent = mail.inReplyTo ? this.byMessageId.get(mail.inReplyTo) : undefined
    const text = mail.text ?? mail.html?.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]+>/gi, ' ') ?? ''
    const message: Message = {
      id,
      threadId: parent?.threadId ?? id,
      raw: raw.toString('base64url'),
      labels: options.labels,
      internalDate,
      historyId: 0,
      snippet: text.replace(/\s+/g, ' ').trim().slice(0, 180),
      from: mail.from?.name || mail.from?.address || 'Unknown',
      subject: mail.subject ?? '',
      messageId: mail.messageId ?? '',
    }
    this.insert(message)
    this.record(message, 'messagesAdded', message.labels)
    return message
  }

  /** The id of an own label, made when it is new. */
  labelId(name: string): string {
    const known = this.data.labels.find((label) => label.name === name)
    if (known) return known.id
    const id = `Label_${this.data.labels.length + 1}`
    this.data.labels.push({ id, name })
    this.changed()
    return id
  }

  modify(message: Message, add: string[], remove: string[]): void {
    const added = add.filter((label) => !message.labels.includes(label))
    const removed = remove.filter((label) => message.labels.includes(label))
    message.labels = [...message.labels.filter((label) => !removed.includes(label)), ...added]
    if (added.length > 0) this.record(message, 'labelsAdded', added)
    if (removed.length > 0) this.record(message, 'labelsRemoved', removed)
  }

  /** Forgets everything that happened so far, as Gmail does after about a week. */
  expireHistory(): void {
    this.data.history = []
    this.data.oldestHistoryId = ++this.data.lastHistoryId
    this.changed()
  }

  /** The newest first; of the same instant, the one that came first. */
  private insert(message: Message): void {
    const { messages } = this.data
    let from = 0
    let to = messages.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((messages[middle]?.internalDate ?? 0) < message.internalDate) to = middle
      else from = middle + 1
    }
    messages.splice(from, 0, message)
    this.byId.set(message.id, message)
    this.byMessageId.set(message.messageId, message)
  }

  private record(message: Message, kind: HistoryKind, labels: string[]): void {
    message.historyId = ++this.data.lastHistoryId
    this.data.history.push({ id: message.historyId, kind, messageId: message.id, threadId: message.threadId, labels })
    this.changed()
  }
}
