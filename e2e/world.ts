import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type APIRequestContext, type Cookie, expect, type Locator, type Page, test as base } from '@playwright/test'
import type { default as Axe, RunOptions } from 'axe-core'
import { z } from 'zod'
import { addresses } from './addresses'

/** A page on which nothing unexpected may be said: an error in its console fails the test, unless the test brings it about. */
export const test = base.extend<{
  broken: boolean
  /** Whether providers tell of what changes; most journeys ask for it, and would be overtaken. */
  live: boolean
  quiet: undefined
  told: undefined
  sandbox: Sandbox
}>({
  broken: [false, { option: true }],
  live: [false, { option: true }],
  told: [
    async ({ sandbox, live }, use) => {
      await sandbox.holdWebhooks(!live)
      await use(undefined)
    },
    { auto: true },
  ],
  quiet: [
    async ({ page, broken }, use) => {
      const said: string[] = []
      watch(page, said)
      await use(undefined)
      const unexpected = broken
        ? said.filter((line) => !/^(Failed to load resource|WebSocket connection)/.test(line))
        : said
      expect(unexpected, 'errors in the browser’s console').toEqual([])
    },
    { auto: true },
  ],
  sandbox: async ({ request }, use) => use(sandboxOf(request)),
})

export { expect }

/** Collects what a page complains about. */
export function watch(page: Page, said: string[]): void {
  // Wrong input is answered with 400 and told on the page; the browser notes it all the same.
  // The sandbox shows mails in frames without scripts, and what Playwright itself runs in a frame is refused there.
  const isExpected = (text: string) =>
    text.includes('status of 400') || text.startsWith("Blocked script execution in 'about:srcdoc'")
  page.on(
    'console',
    (message) => message.type() === 'error' && !isExpected(message.text()) && said.push(message.text()),
  )
  page.on('pageerror', (error) => said.push(error.message))
}

const mailboxSchema = z.object({
  messages: z.array(z.object({ id: z.string(), subject: z.string(), labels: z.array(z.string()) })),
})
const grantsSchema = z.object({
  grants: z.array(z.object({ email: z.string(), scopes: z.array(z.string()), revoked: z.boolean() })),
})
const mailsSchema = z.object({
  mails: z.array(z.object({ to: z.string(), text: z.string(), headers: z.record(z.string(), z.string()) })),
})
const sentSchema = z.object({ sent: z.array(z.object({ channel: z.string(), text: z.string(), at: z.coerce.date() })) })
const callsSchema = z.object({ calls: z.array(z.object({ at: z.coerce.date(), status: z.number().nullable() })) })

const postsSchema = z.object({
  messages: z.array(z.object({ ts: z.string(), thread_ts: z.string().optional(), text: z.string() })),
})
const pagesSchema = z.object({ pages: z.array(z.object({ title: z.string(), status: z.string().nullable() })) })

const faultSchema = z.object({ fault: z.object({ id: z.string() }) })
const faultsSchema = z.object({ faults: z.array(z.object({ kind: z.string() })) })

export type Sandbox = ReturnType<typeof sandboxOf>

/** A connection that was kept open may be closed by the server at the moment in which it is used again. */
const kept = { maxRetries: 2 }

/** The other side, as a person at Google would see it. */
export function sandboxOf(request: APIRequestContext) {
  const read = async (path: string): Promise<unknown> =>
    (await request.get(`${addresses.sandbox}/control${path}`, kept)).json()
  const change = async (path: string, data: object) => {
    expect((await request.post(`${addresses.sandbox}/control${path}`, { ...kept, data })).ok(), path).toBe(true)
  }
  const deliver = (mail: { to: string; from: string; subject: string; text: string }) => change('/deliver', mail)
  return {
    labelsOf: async (email: string, subject: string) =>
      mailboxSchema.parse(await read(`/mailbox/${email}`)).messages.find((message) => message.subject === subject)
        ?.labels ?? [],
    gmailGrants: async (email: string) =>
      grantsSchema
        .parse(await read('/grants'))
        .grants.filter(
          (grant) => grant.email === email && !grant.revoked && grant.scopes.some((scope) => scope.includes('gmail')),
        ),
    notionGrants: async (email: string) =>
      grantsSchema
        .parse(await read('/grants'))
        .grants.filter((grant) => grant.email === email && !grant.revoked && grant.scopes.includes('read_content')),
    /** Of a row of the workspace. */
    notionStatus: async (title: string) =>
      pagesSchema.parse(await read('/notion')).pages.find((page) => page.title === title)?.status,
    mailsTo: async (address: string) =>
      mailsSchema.parse(await read('/mails')).mails.filter(({ to }) => to.includes(address)),
    deliver,
    /** The owner of a mailbox writes to somebody. */
    writeMail: (owner: string, mail: { to: string; subject: string; text: string }) =>
      change(`/mailbox/${owner}/write`, mail),
    /** What has come to people, by whichever channel, the oldest first. */
    sent: async () => sentSchema.parse(await read('/sent')).sent,
    /** What the product has called below a path, the oldest first. */
    callsOf: async (path: string) => callsSchema.parse(await read(`/calls?path=${path}`)).calls,
    /** Tom writes in a channel of the workspace where the app listens. */
    writeInSlack: (text: string) => change('/slack/post', { channel: 'C0SUPPORT', user: 'U0TOM', text }),
    /** What stands in a room, the oldest first. */
    slackPosts: async (room: string) => postsSchema.parse(await read(`/slack/T0NORTHWIND/${room}`)).messages,
    /** Priya writes to the app, below what it has said. */
    answerInSlack: (channel: string, thread: string, text: string) =>
      change('/slack/post', { channel, user: 'U0PRIYA', text, thread }),
    /** A mail to Ben that asks for what its subject names. */
    askBen: (subject: string) =>
      deliver({
        to: 'ben@northwind.example',
        from: 'Noor Haddad <noor@fjordline.example>',
        subject,
        text: `Hi Ben,\n\nCould you please send me the ${subject.toLowerCase()} by Friday?\n\nNoor`,
      }),
    /** What providers tell of waits meanwhile. */
    holdWebhooks: (held: boolean) => change('/delivery', { held }),
    withdrawConsent: (email: string) => change('/revoke', { email }),
    slowDown: (path: string, delayMs: number, times: number) => change('/faults', { path, delayMs, times }),
    fail: (path: string, status: number, times: number) => change('/faults', { path, status, times }),
    /** Returns what switches it off again. */
    switchOn: async (fault: {
      kind: string
      path?: string
      times?: number
      retryAfter?: string
      seconds?: number
      body?: string
      status?: number
    }) => {
      const answer = await request.post(`${addresses.sandbox}/control/faults`, {
        data: { times: 'until_off', ...fault },
      })
      const { id } = faultSchema.parse(await answer.json()).fault
      return () => change(`/faults/${id}/remove`, {})
    },
    faultsOn: async () => faultsSchema.parse(await read('/faults')).faults.map(({ kind }) => kind),
    mendAll: () => change('/faults/clear', {}),
  }
}

export async function signInByPage(page: Page, name: string): Promise<void> {
  await visit(page, '/sign-in')
  await page.getByRole('button', { name: `Continue as ${name}` }).click()
  await expect(page.getByRole('heading', { name: 'Feed', level: 1 })).toBeVisible()
  await untilAwake(page)
}

/** A person nobody knows yet, by the link in a mail; gets a team of their own. */
export async function signInByLink(page: Page, sandbox: Sandbox, address: string): Promise<void> {
  await page.context().clearCookies()
  await visit(page, '/sign-in')
  await page.getByLabel('Your e-mail address').fill(address)
  await page.getByRole('button', { name: 'Send a sign-in link' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  const [mail] = await sandbox.mailsTo(address)
  await page.goto(/http\S+/.exec(mail?.text ?? '')?.[0] ?? '')
  await page.getByRole('button', { name: 'Sign in to Switchboard' }).click()
  await expect(page.getByText('Suggestions will appear here')).toBeVisible()
}

const sessions = new Map<string, Cookie[]>()

/** To the feed with a session that an earlier journey began on the page: signing in anew each time would take a tenth of the whole. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.context().clearCookies()
  const session = sessions.get(name)
  if (!session) {
    await signInByPage(page, name)
    sessions.set(name, await page.context().cookies())
    return
  }
  await page.context().addCookies(session)
  await visit(page, '/')
  await expect(page.getByRole('heading', { name: 'Feed', level: 1 })).toBeVisible()
}

/** Goes to a page of ours and waits until it hears. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'domcontentloaded' })
  await untilAwake(page)
}

/** The page came as text; clicks and keys are heard once its scripts are there, React has taken it over and has nothing left to do. */
export async function untilAwake(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main')
    return main !== null && Object.keys(main).some((key) => key.startsWith('__react'))
  })
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
}

/** A suggestion that comes by itself stands in the list, or waits above it while one reads there. */
export async function seeArrive(page: Page, title: RegExp): Promise<Locator> {
  const link = page.getByRole('region', { name: 'Suggestion list' }).getByRole('link', { name: title })
  const waiting = page.getByRole('button', { name: /new suggestions?$/ })
  await expect(async () => {
    if (await waiting.isVisible()) await waiting.click({ timeout: 1_000 })
    await expect(link).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  return link
}

/** Whether the offline generator alone judges the team's mail, from now on. */
export async function judgeOffline(page: Page, only: boolean): Promise<void> {
  await visit(page, '/settings')
  await page.getByRole('switch', { name: 'Offline generator only' }).setChecked(only)
  await page.getByRole('button', { name: 'Save team settings' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

/** From Integrations to the page of the mailbox whose address begins like this. */
export async function openMailbox(page: Page, name: string): Promise<void> {
  await visit(page, '/integrations')
  await page
    .getByRole('article', { name: new RegExp(`^Gmail ${name}`) })
    .getByRole('link', { name: 'Gmail', exact: true })
    .click()
  // Both pages have a menu of the same name.
  await page.waitForURL(/\/integrations\/[\da-f-]{36}/)
}

/** Has a mailbox synced, and looks at what came of its items. */
export async function syncAndSeeItems(page: Page, name: string): Promise<void> {
  await openMailbox(page, name)
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.getByRole('tab', { name: 'Items' }).click()
}

/** From the page with a connect button to the consent page of 'Google'. */
export async function goToConsent(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect Gmail' }).click()
  await page.getByRole('button', { name }).click()
  await expect(page.getByRole('heading', { name: 'Switchboard wants access' })).toBeVisible()
}

declare global {
  interface Window {
    axe?: typeof Axe
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2 AA and axe's best practice, on the page as it stands; contrast in the dark theme as well. */
export async function expectAccessible(page: Page): Promise<void> {
  // Once for a document: reading the half megabyte takes longer than what it then does.
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axeSource)
  await expectNoFindings(page, {})
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoFindings(page, { runOnly: ['color-contrast'] })
  await page.emulateMedia({ colorScheme: 'light' })
}

async function expectNoFindings(page: Page, narrowed: RunOptions): Promise<void> {
  const findings = await page.evaluate(
    async (options) => {
      // Colours are measured when nothing is fading any more.
      await Promise.all(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
          .map((animation) => animation.finished.catch(() => undefined)),
      )
      if (!window.axe) throw new Error('axe is not in the page any more: it was left meanwhile.')
      const { violations } = await window.axe.run({ exclude: ['iframe'] }, options)
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
    },
    { ...narrowed, resultTypes: ['violations'], iframes: false } satisfies RunOptions,
  )
  expect(findings).toEqual([])
}
