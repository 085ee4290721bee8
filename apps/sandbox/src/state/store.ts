import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { calendarOfAda } from '../seed/calendar-of-ada'
import { calendarOfBen } from '../seed/calendar-of-ben'
import { composeMail } from '../seed/compose'
import { composeCalendar } from '../seed/compose-calendar'
import { labelsOf } from '../seed/export-labels'
import { information } from '../seed/information'
import { mailboxOfBen } from '../seed/mailbox-of-ben'
import { composeWorkspace } from '../seed/compose-workspace'
import { people } from '../seed/people'
import { type SlackData, seededSlack } from '../slack/workspace'
import { readMailbox } from '../seed/read-mailbox'
import { requests } from '../seed/requests'
import { firstToken, seedTelegram } from '../seed/telegram'
import { Calendar, type CalendarData } from './calendar'
import { Notion, type NotionChange, type NotionData } from './notion'
import { emptyMailbox, Mailbox, type MailboxData } from './mailbox'
import { openTelegram, type Telegram, type TelegramData, type TelegramUpdate } from './telegram'

export type Grant = {
  id: string
  email: string
  clientId: string
  scopes: string[]
  revoked: boolean
  createdAt: string
}
export type Code = {
  grantId: string
  /** Where several apps are known. */
  clientId?: string
  scopes: string[]
  redirectUri: string
  challenge: string | null
  nonce: string | null
  expiresAt: number
  usedAt: number | null
  offline: boolean
}
/** By which Google says that a person's calendar has changed. */
export type CalendarChannel = {
  id: string
  email: string
  resourceId: string
  address: string
  token: string | null
  /** In milliseconds since 1970. */
  expiresAt: number
  lastNumber: number
}
export type CaughtMail = {
  id: string
  from: string
  to: string
  subject: string
  text: string
  html: string | null
  /** By their names in lower case; absent in mail that was kept by an older version. */
  headers?: Record<string, string>
  at: string
}

type Data = {
  key: JWK
  grants: Grant[]
  codes: Record<string, Code>
  access: Record<string, { grantId: string; scopes: string[]; expiresAt: number }>
  refresh: Record<string, { grantId: string; scopes: string[] }>
  /** Every code and token ever given out, also those that ended: whoever looks for leaks looks for these. */
  issued: string[]
  mailboxes: Record<string, MailboxData>
  calendars: Record<string, CalendarData>
  telegram: TelegramData | null
  notion?: NotionData
  /** The latest that the product has sent, the newest first. */
  caught: CaughtMail[]
  /** Whose changes Gmail publishes, until when in milliseconds since 1970. */
  watches: Record<string, { expiresAt: number }>
  /** Google's channels by their ids, with where they lead. */
  channels: Record<string, CalendarChannel>
  slack: SlackData
  tokenLifetimeSeconds: number
  rotateRefreshTokens: boolean
}

/** Far more than a day of tests gives out; a sandbox that runs for months must not grow without end. */
const mostIssued = 5_000

/** What a page shows, and what the file keeps. */
const mostCaught = 100

/** Of mails that are counted: twice what the largest drill sends. */
const mostCounted = 20_000

/** Everything the sandbox remembers; written to one file, so that a restart keeps connections alive. */
export class Store {
  private timer: NodeJS.Timeout | undefined
  /** While many mails come in one after another, nothing is written: each write is of everything. */
  private loading = false
  private readonly mailboxes = new Map<string, Mailbox>()
  private readonly calendars = new Map<string, Calendar>()
  private bot: Telegram | undefined
  private workspace: Notion | undefined

  /** To whom mails went, the oldest first, also of those of which nothing else is kept; it ends with the process. */
  readonly mailsSent: Pick<CaughtMail, 'to' | 'subject' | 'at'>[]

  /** How many mails the exported mailbox had; null without one. */
  mailsRead: number | null = null

  /** Called after each change of a mailbox; the seed's are none. */
  onMailboxChange: ((email: string) => void) | undefined

  /** Called after each change of an event; the seed's are none. */
  onCalendarChannel: ((channel: CalendarChannel) => void) | undefined
  onCalendarChange: ((email: string) => void) | undefined

  /** Called with what people do in Telegram, and when a bot's updates are wanted elsewhere. */
  onTelegramUpdate: ((update: TelegramUpdate) => void) | undefined
  onTelegramWebhook: (() => void) | undefined

  /** Called after each change of a page of the workspace; the seed's are none. */
  onNotionChange: ((change: NotionChange) => void) | undefined

  private constructor(
    readonly data: Data,
    private readonly file: string | null,
    private readonly source: string | null,
  ) {
    this.mailsSent = data.caught.map(({ to, subject, at }) => ({ to, subject, at })).reverse()
  }

  /** `source`: exported mail that replaces the first member's seed. Throws when it cannot be read. */
  static async open(options: { dataDir: string | null; source: string | null }): Promise<Store> {
    const file = options.dataDir ? path.join(options.dataDir, 'sandbox.json') : null
    const saved = file ? read(file) : null
    const store = new Store(saved ?? (await freshData()), file, options.source)
    if (!saved) await store.load(() => store.seed())
    else if (options.source) await store.load(() => store.loadSource())
    return store
  }

  mailbox(email: string): Mailbox {
    let mailbox = this.mailboxes.get(email)
    if (!mailbox) {
      // A file of an older version lacks what came later.
      const data = (this.data.mailboxes[email] = { ...emptyMailbox(), ...this.data.mailboxes[email] })
      mailbox = new Mailbox(data, () => {
        this.save()
        if (!this.loading) this.onMailboxChange?.(email)
      })
      this.mailboxes.set(email, mailbox)
    }
    return mailbox
  }

  /** Laid out from the seed when it is first looked at. */
  calendar(email: string): Calendar {
    let calendar = this.calendars.get(email)
    if (!calendar) {
      const [ada] = people
      const owner = people.find((person) => person.email === email) ?? { name: email, email }
      const seed = email === ada.email ? calendarOfAda : calendarOfBen
      const data = (this.data.calendars[email] ??= composeCalendar(seed, owner, new Date()))
      const told = () => this.onCalendarChange?.(email)
      calendar = new Calendar(data, () => this.save(), told)
      this.calendars.set(email, calendar)
      this.save()
    }
    return calendar
  }

  /** The chats with the bot, as they are first looked at. */
  telegram(): Telegram {
    if (!this.bot) {
      if (!this.data.telegram) this.noteIssued(firstToken)
      const data = (this.data.telegram ??= seedTelegram(new Date()))
      const told = { tell: (update: TelegramUpdate) => this.onTelegramUpdate?.(update), changed: () => this.save() }
      this.bot = openTelegram(data, told)
      this.save()
    }
    return this.bot
  }

  /** The one workspace; laid out from the seed when it is first looked at. */
  notion(): Notion {
    if (!this.workspace) {
      const data = (this.data.notion ??= composeWorkspace(new Date()))
      const told = (change: NotionChange) => this.onNotionChange?.(change)
      this.workspace = new Notion(data, () => this.save(), told)
      this.save()
    }
    return this.workspace
  }

  catchMail(mail: CaughtMail): void {
    const { to, subject, at } = mail
    this.mailsSent.push({ to, subject, at })
    if (this.mailsSent.length > mostCounted) this.mailsSent.shift()
    this.data.caught = [mail, ...this.data.caught].slice(0, mostCaught)
    this.save()
  }

  noteIssued(secret: string): void {
    this.data.issued = [...this.data.issued, secret].slice(-mostIssued)
  }

  /** Back to the seed: mail, calendars, chats, grants and caught mail. The signing key stays, and the note of what was given out. */
  async reset(): Promise<void> {
    const { key, issued } = this.data
    Object.assign(this.data, await freshData(), { key, issued, notion: undefined })
    this.mailsSent.length = 0
    this.mailboxes.clear()
    this.calendars.clear()
    this.bot = undefined
    this.workspace = undefined
    await this.load(() => this.seed())
  }

  /** Writes soon; many changes at once are one write. */
  save(): void {
    if (!this.file || this.timer || this.loading) return
    this.timer = setTimeout(() => this.flush(), 200)
  }

  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (!this.file) return
    mkdirSync(path.dirname(this.file), { recursive: true })
    writeFileSync(`${this.file}.new`, JSON.stringify(this.data), { mode: 0o600 })
    renameSync(`${this.file}.new`, this.file)
  }

  private async load(work: () => Promise<void>): Promise<void> {
    this.loading = true
    await work().finally(() => (this.loading = false))
    this.save()
  }

  private async seed(): Promise<void> {
    const now = new Date()
    const [ada, ben] = people
    if (this.source) await this.loadSource()
    else await this.deliverAll(ada.email, [...requests, ...information], now)
    await this.deliverAll(ben.email, mailboxOfBen, now)
  }

  private async deliverAll(email: string, mails: typeof requests, now: Date): Promise<void> {
    for (const mail of [...mails].sort((a, b) => b.ago - a.ago)) {
      const { raw, date } = await composeMail(mail, email, now)
      const own = mail.from.includes(email)
      const mailbox = this.mailbox(email)
      const labels = [...(own ? ['SENT'] : ['INBOX', 'UNREAD']), ...(mail.label ? [mailbox.labelId(mail.label)] : [])]
      await mailbox.add(raw, { labels, receivedAt: date })
    }
  }

  private async loadSource(): Promise<void> {
    if (!this.source) return
    const mailbox = this.mailbox(people[0].email)
    const mails = await readMailbox(this.source)
    this.mailsRead = mails.length
    for (const mail of mails) {
      const { system, own } = labelsOf(mail)
      await mailbox.add(mail.raw, { labels: [...system, ...own.map((name) => mailbox.labelId(name))] })
    }
  }
}

async function freshData(): Promise<Data> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    key: { ...(await exportJWK(privateKey)), kid: 'sandbox-1', alg: 'RS256', use: 'sig' },
    grants: [],
    codes: {},
    access: {},
    refresh: {},
    issued: [],
    mailboxes: {},
    calendars: {},
    telegram: null,
    caught: [],
    watches: {},
    channels: {},
    slack: seededSlack(new Date()),
    tokenLifetimeSeconds: 3_600,
    rotateRefreshTokens: false,
  }
}

/** The file is our own; one that cannot be read is as good as none. */
function read(file: string): Data | null {
  try {
    // A file of an older version lacks what came later.
    return {
      issued: [],
      watches: {},
      channels: {},
      slack: seededSlack(new Date()),
      calendars: {},
      telegram: null,
      ...JSON.parse(readFileSync(file, 'utf8')),
    }
  } catch {
    return null
  }
}
