import type { Page } from '@playwright/test'
import { addresses } from './addresses'
import { expect, expectAccessible, openMailbox, type Sandbox, signIn, syncAndSeeItems, test, visit } from './world'

const ben = 'ben@northwind.example'
const delivered: string[] = []

// What a failed test left switched on must not fail the next.
test.afterEach(({ sandbox }) => sandbox.mendAll())

/** A mail that comes while something is wrong; in the end each is there, once. */
async function deliver(sandbox: Sandbox, subject: string): Promise<void> {
  delivered.push(subject)
  await sandbox.askBen(subject)
}

const accountOf = (page: Page) => page.getByRole('article', { name: /^Gmail ben/ })
const syncNow = (page: Page) => accountOf(page).getByRole('button', { name: 'Sync now' }).click()
const isUpToDate = (page: Page) => expect(accountOf(page).getByText('Up to date')).toBeVisible({ timeout: 30_000 })

/** A mail that has come becomes Ben's task. */
async function approveNew(page: Page, sandbox: Sandbox, subject: string): Promise<void> {
  await deliver(sandbox, subject)
  await signIn(page, 'Ben Okafor')
  await syncAndSeeItems(page, 'ben')
  const item = page.getByRole('row').filter({ hasText: subject }).filter({ hasText: 'Suggested' })
  await item.getByRole('link', { name: subject }).click({ timeout: 30_000 })
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(new RegExp(subject, 'i'))
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Approved “/ })).toBeVisible()
}

test('A fault that passes is told with what happens next, and the sync goes on when it is gone', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(120_000)
  await signIn(page, 'Ben Okafor')
  await openMailbox(page, 'ben')
  await page.getByLabel('Wait for an answer').fill('2')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  await test.step('a server error, switched on and off on the sandbox’s page', async () => {
    await deliver(sandbox, 'Ferry list')
    await page.goto(`${addresses.sandbox}/#faults`)
    await page.getByLabel('Server error: where').selectOption('Gmail')
    await page.getByLabel('Server error: how long').selectOption('until switched off')
    await page.getByRole('button', { name: 'Switch on “Server error”' }).click()
    await expect(page.getByRole('button', { name: /Switch off “Server error”/ })).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/integrations')
    await syncNow(page)
    await expect(
      accountOf(page).getByText(
        /Google cannot be reached at the moment\. The sync tries again by itself\. Next try \d\d:\d\d:\d\d\./,
      ),
    ).toBeVisible({ timeout: 30_000 })
    await expectAccessible(page)
    await page.goto(`${addresses.sandbox}/#faults`)
    await page.getByRole('button', { name: /Switch off “Server error”/ }).click()
    await expect(page.getByText('None. Everything answers as it should.')).toBeVisible()
    await visit(page, '/integrations')
    await syncNow(page)
    await isUpToDate(page)
  })

  for (const [kind, subject] of [
    ['no_answer', 'Quay plan'],
    ['slow_body', 'Crew rota'],
  ] as const) {
    await test.step(`${kind}: not waited for longer than the settings say`, async () => {
      await deliver(sandbox, subject)
      const mend = await sandbox.switchOn({ kind, path: '/gmail' })
      await syncNow(page)
      await expect(
        accountOf(page).getByText(/Google did not answer in time\. .* Next try \d\d:\d\d:\d\d\./),
      ).toBeVisible({
        timeout: 30_000,
      })
      await mend()
      await syncNow(page)
      await isUpToDate(page)
    })
  }

  await test.step('an access token that has just ended: nobody need know', async () => {
    await deliver(sandbox, 'Cargo sheet')
    await sandbox.switchOn({ kind: 'expired_token', times: 1 })
    await syncNow(page)
    await expect.poll(() => sandbox.faultsOn(), { timeout: 30_000 }).toEqual([])
    await isUpToDate(page)
  })
})

test('What an expired history has cost is shown until somebody has seen to it', async ({ page, sandbox }) => {
  await signIn(page, 'Ben Okafor')
  await visit(page, '/integrations')
  await deliver(sandbox, 'Berth booking')
  await sandbox.switchOn({ kind: 'expired_history', times: 1 })
  await syncNow(page)
  const notice = /Some mail may have been missed: \w{3} \d+ \w{3}, \d\d:\d\d.*mail that was read elsewhere was not\./
  await expect(accountOf(page).getByText(notice)).toBeVisible({ timeout: 30_000 })
  await isUpToDate(page)
  await expectAccessible(page)
  await accountOf(page).getByRole('link', { name: 'Gmail', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: notice })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Look through it in Gmail' })).toHaveAttribute(
    'href',
    // The sandbox's own page of the mailbox stands where Gmail's would.
    new RegExp(`^${addresses.sandbox}/mail/u/0/#search/after%3A\\d+%20before%3A\\d+$`),
  )
  await page.getByRole('tab', { name: 'Sync log' }).click()
  const resync = page.getByRole('row').filter({ hasText: 'Catching up' }).first()
  await expect(resync.getByText(/^Not wholly covered: /)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Do not show again' }).click()
  await expect(page.getByRole('status').filter({ hasText: notice })).toBeHidden()
  await page.reload()
  await expect(resync.getByText(/^Not wholly covered: /)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: notice })).toHaveCount(0)
})

test('A consent that was withdrawn at the provider asks to reconnect, and what was missed is fetched', async ({
  page,
  sandbox,
}) => {
  await signIn(page, 'Ben Okafor')
  await visit(page, '/integrations')
  await deliver(sandbox, 'Fuel receipt')
  await sandbox.switchOn({ kind: 'withdrawn_consent', path: '/gmail', times: 1 })
  await syncNow(page)
  await expect(accountOf(page).getByText('Access ended')).toBeVisible({ timeout: 30_000 })
  await expect(accountOf(page).getByText(/Reconnect to go on; what was missed is fetched then\./)).toBeVisible()
  await expectAccessible(page)
  await accountOf(page).getByRole('button', { name: 'Reconnect Gmail' }).click()
  await page.getByRole('button', { name: 'Ben Okafor' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText(`${ben} is connected. What was missed is being fetched.`)).toBeVisible()
  await visit(page, '/integrations')
  await isUpToDate(page)
})

test('What a finished task changes waits for an account that is paused, and is made when it goes on', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(120_000)
  await approveNew(page, sandbox, 'Dredging plan')
  await visit(page, '/integrations')
  await accountOf(page).getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await expect(accountOf(page).getByText('Nothing is fetched')).toBeVisible()
  await visit(page, '/tasks')
  await page.getByRole('button', { name: /^Done: .*dredging plan/i }).click()
  const row = page.locator('.task-row', { hasText: /dredging plan/i })
  await expect(row.getByText('Waits: the account is paused')).toBeVisible()
  await expectAccessible(page)
  await visit(page, '/activity')
  const change = page.getByRole('row').filter({ hasText: /dredging plan/i })
  await expect(change.getByText('Will archive. Waits: the account is paused')).toBeVisible()
  await expectAccessible(page)
  expect(await sandbox.labelsOf(ben, 'Dredging plan')).toContain('INBOX')
  await visit(page, '/integrations')
  await accountOf(page).getByRole('button', { name: 'Resume' }).click()
  await visit(page, '/tasks')
  await expect(row.getByText('Archived')).toBeVisible({ timeout: 30_000 })
  expect(await sandbox.labelsOf(ben, 'Dredging plan')).not.toContain('INBOX')
})

test('A pause that Google asks for, and an answer that is lost, need nobody', async ({ page, sandbox }) => {
  test.setTimeout(120_000)
  await approveNew(page, sandbox, 'Mooring plan')
  await sandbox.switchOn({ kind: 'lost_answer', path: '/gmail', times: 2 })
  await visit(page, '/tasks')
  await page.getByRole('button', { name: /^Done: .*mooring plan/i }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Done: “/ })).toBeVisible()

  await deliver(sandbox, 'Pilot order')
  const mend = await sandbox.switchOn({ kind: 'too_many_requests', path: '/gmail', retryAfter: '2' })
  await visit(page, '/integrations')
  await syncNow(page)
  await expect(
    accountOf(page).getByText(/Google asks us to slow down\. The sync goes on by itself\. Next try \d\d:\d\d:\d\d\./),
  ).toBeVisible({ timeout: 30_000 })
  await expect(accountOf(page).getByRole('button', { name: 'Sync now' })).toHaveCount(0)
  await mend()
  await expectAccessible(page)

  await test.step('the change whose answer was lost is made once', async () => {
    await visit(page, '/tasks')
    const row = page.locator('.task-row', { hasText: /mooring plan/i })
    await expect(row.getByText('Archived')).toBeVisible({ timeout: 30_000 })
    expect(await sandbox.faultsOn()).toEqual([])
    const labels = await sandbox.labelsOf(ben, 'Mooring plan')
    expect(labels).not.toContain('INBOX')
    expect(labels).not.toContain('UNREAD')
    await visit(page, '/activity')
    const changes = page.getByRole('row').filter({ hasText: /mooring plan/i })
    await expect(changes.filter({ hasText: 'Archived' })).toHaveCount(1)
    await expect(changes.filter({ hasText: 'Marked read' })).toHaveCount(1)
    await expectAccessible(page)
  })

  await test.step('the sync goes on by itself, and of all the mail that came meanwhile each is there once', async () => {
    await visit(page, '/integrations')
    await isUpToDate(page)
    await openMailbox(page, 'ben')
    await page.getByRole('tab', { name: 'Items' }).click()
    for (const subject of delivered) await expect(page.getByRole('row').filter({ hasText: subject })).toHaveCount(1)
  })
})
