import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import pg from 'pg'
import { z } from 'zod'
import { databaseFolder } from '../scripts/launcher/database-folder'
import { readSecrets } from '../scripts/launcher/secrets'
import { addresses, dataDir } from './addresses'
import { expect, goToConsent, signIn, syncAndSeeItems, test, visit } from './world'

const ada = 'ada@northwind.example'

test.use({ broken: true })
test.afterEach(({ sandbox }) => sandbox.mendAll())

const runSchema = z.object({ children: z.array(z.object({ name: z.string(), pid: z.number() })) })

/** Ends it as a full memory or a lost machine would; the launcher starts it again. */
function killNow(name: 'web' | 'gateway'): void {
  const { children } = runSchema.parse(JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')))
  const pid = children.find((child) => child.name === name)?.pid
  if (pid === undefined) throw new Error(`The launcher runs no ${name}.`)
  process.kill(pid, 'SIGKILL')
}

/** Holds a suggestion as another decision would: what decides it waits in the middle of its transaction. */
async function holdSuggestion(id: string) {
  const [, , , port] = readFileSync(path.join(databaseFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')
  const { databasePassword: password } = readSecrets(dataDir)
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'switchboard',
    database: 'switchboard',
    password,
  })
  await client.connect()
  await client.query('begin')
  await client.query('select from "Suggestion" where id = $1 for update', [id])
  const waiting = `select from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))`
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return {
    isWaitedFor: async () => ((await client.query(waiting, [rows[0]?.pid])).rowCount ?? 0) > 0,
    release: () => client.end(),
  }
}

const rowOf = (page: Page, subject: string) => page.locator('.row', { hasText: new RegExp(subject, 'i') })

async function open(page: Page, subject: string): Promise<void> {
  await rowOf(page, subject).locator('.title').click({ timeout: 30_000 })
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(new RegExp(subject, 'i'))
}

test('The web is killed amid one approval and before the answer to another: each is made once', async ({
  page,
  sandbox,
}) => {
  const [answered, amid] = ['Winch invoice', 'Anchor survey'] as const
  for (const subject of [answered, amid]) await sandbox.askBen(subject)
  await signIn(page, 'Ben Okafor')
  await syncAndSeeItems(page, 'ben')
  for (const subject of [answered, amid])
    await expect(page.getByRole('row').filter({ hasText: subject }).getByText('Suggested')).toBeVisible({
      timeout: 30_000,
    })
  await visit(page, '/')

  let loseAnswer = () => {}
  const killed = new Promise<void>((resolve) => (loseAnswer = resolve))
  let hasDecided = () => {}
  const decided = new Promise<void>((resolve) => (hasDecided = resolve))
  const approve = page.getByRole('button', { name: 'Approve', exact: true })
  await page.route(
    '**/api/trpc/suggestion.approve**',
    async (route) => {
      await route.fetch()
      hasDecided()
      await killed
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await open(page, answered)
  await approve.click()
  await decided

  await open(page, amid)
  const id = new URL(page.url()).searchParams.get('s') ?? ''
  const held = await holdSuggestion(id)
  await approve.click()
  await expect.poll(held.isWaitedFor).toBe(true)
  killNow('web')
  loseAnswer()
  await held.release()

  await expect(page.getByRole('status').filter({ hasText: /^Approved “.*anchor survey/i })).toBeVisible({
    timeout: 30_000,
  })
  for (const subject of [answered, amid]) await expect(rowOf(page, subject)).toHaveCount(0)
  await visit(page, '/tasks')
  for (const subject of [answered, amid])
    await expect(page.locator('.task-row', { hasText: new RegExp(subject, 'i') })).toHaveCount(1)
})

test('The gateway is killed: an open page says that it is not live, and is again by itself', async ({
  page,
  sandbox,
}) => {
  await signIn(page, 'Ben Okafor')
  await expect(page.locator('.row').first()).toBeVisible()
  killNow('gateway')
  await expect(page.getByText(/^Not live\./)).toBeVisible()
  await expect(page.getByText(/^Not live\./)).toBeHidden({ timeout: 30_000 })
  await sandbox.askBen('Capstan quote')
  await page.getByRole('button', { name: 'Search or go to' }).click()
  await page.getByRole('option', { name: 'Sync all' }).click()
  await page.getByRole('button', { name: /1 new suggestion/ }).click({ timeout: 30_000 })
  await expect(rowOf(page, 'Capstan quote')).toBeVisible()
})

test('The web is killed between the consent and the connection: nothing is half-connected, and once more connects', async ({
  page,
  sandbox,
}) => {
  await signIn(page, 'Ada Lindqvist')
  await visit(page, '/integrations')
  await expect(page.getByText('Nothing is connected.')).toBeVisible()
  await goToConsent(page, 'Ada Lindqvist')
  await sandbox.slowDown('/google/token', 20_000, 1)
  // A click is over when the page it leads to begins to come, which is not before the web answers or is gone.
  const allowed = page.getByRole('button', { name: 'Allow' }).click()
  // Struck: the web holds the code and waits for its tokens.
  await expect.poll(() => sandbox.faultsOn()).toEqual([])
  killNow('web')
  await allowed
  await expect
    .poll(
      () =>
        page.request.get(`${addresses.web}/api/health/ready`).then(
          (response) => response.ok(),
          () => false,
        ),
      {
        timeout: 30_000,
      },
    )
    .toBe(true)
  await visit(page, '/integrations')
  await expect(page.getByText('Nothing is connected.')).toBeVisible()
  await goToConsent(page, 'Ada Lindqvist')
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText(new RegExp(`^${ada} is connected`))).toBeVisible({ timeout: 30_000 })
  await visit(page, '/integrations')
  await expect(page.getByRole('article', { name: /^Gmail ada/ })).toHaveCount(1)
})
