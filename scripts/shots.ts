import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { addresses } from '../e2e/addresses'
import { linkSlackAccount } from '../e2e/slack-account'
import { goToConsent, sandboxOf, signIn } from '../e2e/world'
import { chromiumArgs, findChromium } from './checks/chromium'
import { startProduct } from './checks/start-product'

/**
 * Screenshots of every page and state: `npm run shots [folder]`, by default `shots/`. Wide and phone, light and dark; the
 * pictures of the README are taken again with `npm run shots -- --readme`, and `--only=message,feed` takes those whose names hold one of these.
 */
const root = path.resolve(import.meta.dirname, '..')
const isReadme = process.argv.includes('--readme')
const only = process.argv
  .find((one) => one.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',') ?? ['']
const named = process.argv.slice(2).find((one) => !one.startsWith('--'))
const folder = path.resolve(root, isReadme ? 'docs/images' : (named ?? 'shots'))

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const settleMs = 900

/** `wideOnly`: a state that the page does not have at phone width. */
type Shot = { name: string; path: string; wideOnly?: true; act?: (page: Page) => Promise<void> }

const empty: Shot[] = [
  { name: 'feed-empty', path: '/' },
  { name: 'tasks-empty', path: '/tasks' },
  { name: 'conversations-empty', path: '/conversations' },
  { name: 'conversation-new', path: '/conversations?new=true' },
  { name: 'questions-empty', path: '/feedback' },
  { name: 'integrations-empty', path: '/integrations' },
  { name: 'activity-empty', path: '/activity' },
  { name: 'messages-empty', path: '/activity?tab=messages' },
  { name: 'channels-empty', path: '/settings/channels' },
  { name: 'notifications-empty', path: '/settings/notifications' },
  { name: 'agents-empty', path: '/settings/agents' },
  { name: 'memory-empty', path: '/settings/memory' },
  { name: 'welcome', path: '/welcome' },
  { name: 'connect-failed', path: '/connect/failed?provider=gmail&reason=consent_denied' },
]

const failing = (pattern: RegExp) => (page: Page) =>
  page.route(pattern, (route) => route.fulfill({ status: 504, body: '' }))
const choose = async (page: Page, button: RegExp, item: string) => {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('menuitemradio', { name: item }).click()
}

const full: Shot[] = [
  { name: 'feed', path: '/' },
  { name: 'feed-selected', path: '/', act: async (page) => void (await pressAll(page, ['x', 'j', 'x', 'j', 'x'])) },
  {
    wideOnly: true,
    name: 'feed-menu',
    path: '/',
    act: (page) => page.getByRole('button', { name: /^Due:/ }).first().click(),
  },
  { name: 'feed-flagged', path: '/?flagged=true' },
  { name: 'feed-less-likely', path: '/?view=less_likely' },
  { name: 'feed-decided', path: '/?view=decided' },
  { name: 'feed-nothing-matches', path: '/?search=zzzz' },
  {
    wideOnly: true,
    name: 'feed-loading',
    path: '/',
    act: async (page) => {
      await page.route(/trpc\/.*suggestion\.list/, () => undefined)
      await choose(page, /^Order/, 'Due first')
    },
  },
  {
    wideOnly: true,
    name: 'feed-error',
    path: '/',
    act: async (page) => {
      await failing(/trpc\/.*suggestion\.list/)(page)
      await choose(page, /^Order/, 'Due first')
      await page.getByText('could not be loaded').waitFor({ timeout: 20_000 })
    },
  },
  { name: 'palette', path: '/', act: (page) => page.keyboard.press('Control+k') },
  { name: 'keys', path: '/', act: (page) => page.keyboard.press('?') },
  { name: 'tasks', path: '/tasks' },
  { name: 'tasks-board', path: '/tasks?shape=board' },
  { name: 'task-panel', path: '/tasks', act: (page) => page.locator('.task-row .name').first().click() },
  { name: 'conversation', path: '/conversations', act: (page) => openFirst(page, '.conv-row a') },
  { name: 'questions', path: '/feedback' },
  { name: 'questions-asked', path: '/feedback?view=by_me' },
  { name: 'question-ask', path: '/feedback', act: ask },
  { name: 'question-approval', path: '/feedback', act: (page) => openQuestion(page, /deposit/) },
  { name: 'question-choice', path: '/feedback', act: (page) => openQuestion(page, /Which day/) },
  { name: 'question-text', path: '/feedback', act: (page) => openQuestion(page, /poster/) },
  { name: 'question-answered', path: '/feedback?view=by_me', act: (page) => openQuestion(page, /printer/) },
  { name: 'question-unknown', path: '/feedback/00000000-0000-4000-8000-000000000000' },
  { name: 'integrations', path: '/integrations' },
  { name: 'activity', path: '/activity' },
  { name: 'messages', path: '/activity?tab=messages' },
  { name: 'settings', path: '/settings' },
  { name: 'notifications', path: '/settings/notifications' },
  { name: 'memory', path: '/settings/memory' },
  {
    name: 'conversation-remembered',
    path: '/conversations',
    act: (page) => page.locator('.conv-row a').first().click(),
  },
  {
    name: 'notifications-tested',
    path: '/settings/notifications',
    act: (page) => page.getByRole('button', { name: 'Send a test message' }).click(),
  },
  { name: 'agents', path: '/settings/agents' },
  {
    name: 'agents-jobs',
    path: '/settings/agents',
    act: (page) => page.getByRole('list', { name: 'Jobs' }).scrollIntoViewIfNeeded(),
  },
  {
    name: 'agent-add',
    path: '/settings/agents',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add an agent' }).click()
      await page.getByRole('button', { name: 'Add', exact: true }).click()
    },
  },
  {
    name: 'agent-job-edit',
    path: '/settings/agents',
    act: (page) => page.getByRole('button', { name: 'Edit Morning round' }).click(),
  },
  { name: 'limits', path: '/settings/limits' },
  { name: 'channels', path: '/settings/channels' },
  {
    name: 'channels-table',
    path: '/settings/channels?span=days',
    act: (page) => page.getByRole('button', { name: 'Show the charts as a table' }).click(),
  },
  { name: 'welcome-done', path: '/welcome' },
  { name: 'connection-settings', path: '/integrations', act: openConnection() },
  { name: 'connection-log', path: '/integrations', act: openConnection('Sync log') },
  { name: 'connection-items', path: '/integrations', act: openConnection('Items') },
  {
    name: 'connection-item-panel',
    path: '/integrations',
    act: async (page) => {
      await openConnection('Items')(page)
      await page.getByRole('combobox', { name: 'Outcome' }).selectOption('no_action')
      await page.getByRole('table', { name: 'Items' }).getByRole('button').first().click()
    },
  },
  { name: 'connection-unknown', path: '/integrations/00000000-0000-4000-8000-000000000000' },
]

/** With a Slack account of one's own, which fails. */
const reaching: Shot[] = [
  { name: 'notifications-linked', path: '/settings/notifications' },
  { name: 'channels-resting', path: '/settings/channels' },
  { name: 'messages-fallback', path: '/activity?tab=messages' },
  {
    name: 'message-panel',
    path: '/activity?tab=messages',
    act: (page) =>
      page
        .getByRole('button', { name: /A test message/ })
        .first()
        .click(),
  },
  {
    name: 'decide',
    path: '/',
    act: async (page) => {
      const first = page.getByRole('region', { name: 'Suggestion list' }).getByRole('link').first()
      const id = new URL((await first.getAttribute('href')) ?? '', addresses.web).searchParams.get('s') ?? ''
      await page.goto(`${addresses.web}/decide/${id}?do=approve&via=email`)
    },
  },
  { name: 'decide-unknown', path: '/decide/00000000-0000-4000-8000-000000000000' },
  { name: 'unsubscribe', path: '/unsubscribe/token' },
  { name: 'unsubscribe-done', path: '/unsubscribe/done' },
  { name: 'unsubscribe-unknown', path: '/unsubscribe/unknown' },
]

const waiting: Shot[] = [
  { name: 'integrations-waiting', path: '/integrations' },
  { name: 'connection-waiting', path: '/integrations', act: openConnection() },
]

const signedOut: Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'check-mail', path: '/sign-in/check-mail?to=ada@northwind.example' },
  { name: 'not-found', path: '/no-such-page' },
]

const readme: Shot[] = [
  { name: 'feed', path: '/' },
  { name: 'integrations', path: '/integrations' },
  { name: 'tasks', path: '/tasks' },
]

async function pressAll(page: Page, keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

function openConnection(tab?: string) {
  return async (page: Page) => {
    await page.locator('.acct a').first().click()
    await page.getByRole('tab', { name: tab ?? 'Settings' }).click()
  }
}

const openFirst = (page: Page, selector: string) => page.locator(selector).first().click()

const openQuestion = (page: Page, name: RegExp) =>
  page.getByRole('region', { name: 'Questions' }).getByRole('link', { name }).first().click()

/** The form with its faults. */
async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask people' }).click()
  await page.getByLabel('Kind of answer').selectOption('choice')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
}

/** One page in both themes, at the sizes asked for. */
async function take(
  browser: Browser,
  signedInAs: BrowserContext | null,
  shots: Shot[],
  widths: (keyof typeof sizes)[],
) {
  for (const theme of ['light', 'dark'] as const) {
    for (const size of widths) {
      const context = await browser.newContext({
        baseURL: addresses.web,
        viewport: sizes[size],
        colorScheme: theme,
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
        ...(signedInAs ? { storageState: await signedInAs.storageState() } : {}),
        ...(size === 'phone' ? { userAgent: 'Mozilla/5.0 (Linux; Android 14) Mobile', hasTouch: true } : {}),
      })
      const wanted = shots.filter(
        ({ name, wideOnly }) => only.some((part) => name.includes(part)) && (size === 'wide' || !wideOnly),
      )
      for (const shot of wanted) {
        const page = await context.newPage()
        await page.goto(addresses.web + shot.path)
        await page.waitForTimeout(settleMs)
        await shot.act?.(page)
        await page.waitForTimeout(shot.act ? settleMs : 0)
        await page.screenshot({
          path: path.join(folder, `${shot.name}-${size === 'wide' ? '' : `${size}-`}${theme}.png`),
        })
        await page.close()
      }
      await context.close()
    }
  }
}

/** Connects Ada's mailbox and makes some decisions, so that every page has something to show. */
async function work(browser: Browser, context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${addresses.web}/welcome`)
  await sandboxOf(page.request).slowDown('/gmail/v1/users/me/messages', 900, 70)
  await goToConsent(page, 'Ada Lindqvist')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page
    .getByText(/of \d+ fetched/)
    .first()
    .waitFor({ timeout: 30_000 })
  if (!isReadme) {
    await take(browser, context, [{ name: 'integrations-syncing', path: '/integrations' }], ['wide'])
    await take(browser, context, [{ name: 'welcome-syncing', path: '/welcome' }], ['phone'])
  }
  await page.screenshot({ path: path.join(folder, 'welcome-light.png') })
  await sandboxOf(page.request).mendAll()
  await page.getByRole('heading', { name: 'Read what is unread' }).waitFor({ timeout: 60_000 })
  await page.goto(addresses.web)
  for (const title of [
    'Check pages 4 to 9',
    'Comment on',
    'Add Marek',
    'Write the release notes',
    'Prepare the revenue',
  ]) {
    await page.locator('.row', { hasText: title }).first().click()
    await page.keyboard.press('a')
    await page.waitForTimeout(400)
  }
  await page.locator('.row').last().click()
  await page.keyboard.press('d')
  await page.goto(`${addresses.web}/tasks`)
  await page.locator('.done-box').nth(1).click()
  await page.waitForTimeout(6_000)
  await page.goto(`${addresses.web}/conversations?new=true`)
  await page.getByRole('textbox', { name: 'Message' }).fill('Remember that partner visits are near the station.')
  await page.keyboard.press('Enter')
  await page.getByText('Remembered: Partner visits').first().waitFor()
  await page.close()
}

type Question = { question: string; kind?: 'choice' | 'text'; options?: string; details?: string; of: string[] }

/** A conversation, and questions between two people: three that wait for Ada, one that she has asked and Ben has answered. */
async function talkAndAsk(browser: Browser, context: BrowserContext): Promise<void> {
  const [page, ben] = [
    await context.newPage(),
    await (await browser.newContext({ baseURL: addresses.web, viewport: sizes.wide })).newPage(),
  ]
  await page.goto(`${addresses.web}/conversations?new=true`)
  await page.getByRole('textbox', { name: 'Message' }).fill('/tasks')
  await page.keyboard.press('Enter')
  await page.getByRole('article').nth(1).waitFor()
  await signIn(ben, 'Ben Okafor')
  const put = async (who: Page, { question, kind, options = '', details = '', of }: Question) => {
    await who.goto(`${addresses.web}/feedback`)
    await who.getByRole('button', { name: 'Ask people' }).click()
    await who.getByRole('textbox', { name: 'Question' }).fill(question)
    await who.getByLabel('Explanation, if needed').fill(details)
    if (kind) await who.getByLabel('Kind of answer').selectOption(kind)
    if (kind === 'choice') await who.getByLabel('Options, one in each line').fill(options)
    for (const name of of) await who.getByLabel(name, { exact: true }).check()
    await who.getByLabel('Browser').check()
    await who.getByLabel('E-mail').check()
    await who.getByRole('button', { name: 'Ask', exact: true }).click()
    await openQuestion(who, new RegExp(question.slice(0, 20)))
  }
  const deposit = 'Pay a deposit of €400 to The Foundry for 2 December?'
  const details = 'It holds the room until **noon**.\n\n- 14 people\n- 6 minutes on foot'
  await put(ben, { question: deposit, details, of: ['Ada Lindqvist', 'You'] })
  const options = 'Tuesday 1 December\nWednesday 2 December'
  await put(ben, { question: 'Which day suits the visit?', kind: 'choice', options, of: ['Ada Lindqvist'] })
  await put(ben, { question: 'What do we write on the poster?', kind: 'text', of: ['Ada Lindqvist'] })
  await put(page, { question: 'Order a new printer?', of: ['Ben Okafor'] })
  await ben.goto(`${addresses.web}/feedback`)
  await openQuestion(ben, /printer/)
  await ben.getByRole('button', { name: 'Approve' }).click()
  await ben.getByText('Approved').waitFor()
  await ben.context().close()
  await page.close()
}

/** A second agent, and a job that has run. */
async function setUpAgents(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${addresses.web}/settings/agents`)
  await page.getByRole('button', { name: 'Add an agent' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Evening Scout')
  await page.getByLabel('Instructions').fill('Keep it short.\nLook after the partners.')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('article', { name: 'Evening Scout' }).getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Add a job' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Morning round')
  await page.getByLabel('What to do').fill('/tasks')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('article', { name: 'Morning round' }).getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('list', { name: 'What Morning round came to' }).getByText('Done').waitFor()
  await page.close()
}

/** Links an account in Slack, and has it fail. */
async function failInSlack(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  const sandbox = sandboxOf(page.request)
  await linkSlackAccount(page, sandbox)
  await page.getByRole('switch', { name: 'Use Open pages' }).setChecked(false)
  await page.getByRole('button', { name: 'Save notifications' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  const body = JSON.stringify({ ok: false, error: 'service_unavailable' })
  await sandbox.switchOn({ kind: 'answer', path: '/slack/api/chat.postMessage', status: 200, body })
  const way = page.getByRole('list', { name: 'The way of the test message' })
  for (let nth = 0; nth < 3; nth++) {
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await way.getByText('failed').first().waitFor()
  }
  await way.getByText('Mail server').first().waitFor({ timeout: 30_000 })
  await page.close()
}

const stop = await startProduct()
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs })
try {
  if (!isReadme) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const ada = await browser.newContext({ baseURL: addresses.web, viewport: sizes.wide, timezoneId: 'Europe/Berlin' })
  const page = await ada.newPage()
  await signIn(page, 'Ada Lindqvist')
  await page.close()
  if (isReadme) {
    await work(browser, ada)
    await take(browser, ada, readme, ['wide'])
  } else {
    await take(browser, null, signedOut, ['wide', 'phone'])
    await take(browser, ada, empty, ['wide', 'phone'])
    await work(browser, ada)
    await talkAndAsk(browser, ada)
    await setUpAgents(ada)
    await take(browser, ada, full, ['wide', 'phone'])
    await failInSlack(ada)
    await take(browser, ada, reaching, ['wide', 'phone'])
    const sandbox = sandboxOf((await ada.newPage()).request)
    await sandbox.mendAll()
    const mend = await ada.newPage()
    await mend.goto(`${addresses.web}/integrations`)
    const syncNow = mend.getByRole('article', { name: /^Gmail/ }).getByRole('button', { name: 'Sync now' })
    await sandbox.fail('/gmail/v1/users/me', 503, 100)
    await syncNow.click()
    await mend.getByText('Waiting for Google').waitFor({ timeout: 60_000 })
    await take(browser, ada, waiting, ['wide', 'phone'])
    await sandbox.mendAll()
    await sandbox.withdrawConsent('ada@northwind.example')
    await syncNow.click()
    await mend.getByText('Access ended').waitFor({ timeout: 30_000 })
    await take(browser, ada, [{ name: 'integrations-broken', path: '/integrations' }], ['wide', 'phone'])
  }
} finally {
  await browser.close()
  await stop()
}
