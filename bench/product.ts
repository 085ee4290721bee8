import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import { z } from 'zod'
import { wire } from '@switchboard/api/wire'
import { goToConsent, signIn } from '../e2e/world'
import { chromiumArgs, findChromium } from '../scripts/checks/chromium'
import { withoutOperatorsOwn } from '../scripts/checks/operators-own'
import { writeMailbox } from '../scripts/drills/crash/mails'
import { randomOf } from '../scripts/drills/crash/random'
import { makeScratchFolder } from '../scripts/drills/scratch-folder'

const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
const person = 'Ada Lindqvist'

export type Product = {
  url: string
  gatewayUrl: string
  /** Ada's, signed in. */
  browser: BrowserContext
  /** The same session for callers that are no browser. */
  cookie: string
  /** Process ids by name: web, gateway, worker, sandbox. */
  pids: Record<string, number>
  /** Agrees to reading the mailbox; its first sync begins. */
  connect(): Promise<void>
  /** Installs Slack's app in the sandbox's workspace; its first sync begins. */
  connectSlack(): Promise<void>
  /** Whether every mail of the mailbox has been fetched and judged. */
  isSynced(): Promise<boolean>
}

/** Runs `use` on the product as `npm start` serves it, with data of its own and so many generated mails in the mailbox. */
export async function withProduct<Result>(mails: number, use: (product: Product) => Promise<Result>): Promise<Result> {
  const folder = makeScratchFolder('bench')
  const mailbox = path.join(folder, 'mail.mbox')
  writeMailbox(mailbox, mails, randomOf(1))
  const dataDir = path.join(folder, 'data')
  const launcher = spawn(
    process.execPath,
    [path.resolve(import.meta.dirname, '../scripts/start.mjs'), '--mailbox', mailbox],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...withoutOperatorsOwn, ...environment(dataDir) } },
  )
  const ended = once(launcher, 'exit')
  let browser: Browser | undefined
  try {
    await readyLine(launcher.stdout)
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs })
    return await use(await signedIn(browser, dataDir))
  } finally {
    await browser?.close()
    launcher.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

const environment = (dataDir: string) => ({
  DATA_DIR: dataDir,
  PORT: String(ports.web),
  GATEWAY_PORT: String(ports.gateway),
  SANDBOX_PORT: String(ports.sandbox),
  SANDBOX_SMTP_PORT: String(ports.smtp),
  // One caller asks as often as many people.
  LIMIT_CALLS: '1000000',
  LIMIT_REQUESTS: '1000000',
})

/** Throws when the product ends before it is ready; its reason stands above. */
async function readyLine(output: NodeJS.ReadableStream): Promise<void> {
  const lines = createInterface({ input: output })
  for await (const line of lines) {
    if (!line.startsWith('Switchboard is ready')) continue
    // Nobody reads on: a full pipe would stop the launcher.
    output.resume()
    return
  }
  throw new Error('The product ended before it was ready.')
}

const runSchema = z.object({ children: z.array(z.object({ name: z.string(), pid: z.number() })) })
const connectionsSchema = z.object({
  items: z.array(z.object({ run: z.object({ state: z.string() }).nullable() })),
})

async function signedIn(browser: Browser, dataDir: string): Promise<Product> {
  const url = `http://localhost:${ports.web}`
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await signIn(page, person)
  await page.close()
  const cookie = (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const run = runSchema.parse(JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')))
  return {
    url,
    gatewayUrl: `ws://localhost:${ports.gateway}/ws`,
    browser: context,
    cookie,
    pids: Object.fromEntries(run.children.map(({ name, pid }) => [name, pid])),
    async connect() {
      const consent = await context.newPage()
      await consent.goto('/welcome')
      await goToConsent(consent, person)
      await consent.getByRole('button', { name: 'Allow' }).click()
      await consent.waitForURL(`${url}/**`)
      await consent.close()
    },
    async connectSlack() {
      const consent = await context.newPage()
      await consent.goto('/integrations')
      await consent.getByRole('button', { name: 'Connect Slack' }).click()
      await consent.getByLabel('Workspace').selectOption('Northwind Studio')
      await consent.getByRole('button', { name: 'Allow' }).click()
      await consent.waitForURL(`${url}/**`)
      await consent.close()
    },
    async isSynced() {
      const answer = await fetch(procedureUrl(url, 'connection.list'), { headers: { cookie } })
      const { items } = connectionsSchema.parse(readAnswer(await answer.json()))
      return items.length > 0 && items.every(({ run }) => run?.state === 'done')
    },
  }
}

/** Waits until the mailbox is read. */
export async function untilSynced(product: Product): Promise<void> {
  while (!(await product.isSynced())) await pause(500)
}

/** Where a query of the API is read. */
export const procedureUrl = (url: string, name: string, input?: object) =>
  `${url}/api/trpc/${name}${input ? `?input=${encodeURIComponent(JSON.stringify(wire.serialize(input)))}` : ''}`

const answerSchema = z.object({ result: z.object({ data: z.unknown() }) })

export const readAnswer = (answer: unknown): unknown => wire.deserialize(answerSchema.parse(answer).result.data)
