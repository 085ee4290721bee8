import { addresses } from './addresses'
import { linkSlackAccount, openMessages } from './slack-account'
import { expect, expectAccessible, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

test.use({ live: true })

test('A suggestion is decided in Slack, the feed hears of it, and a link in a message decides nothing by itself', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  // A team of its own: what comes from the workspace is in nobody else's way.
  await signInByLink(page, sandbox, 'greta@northwind.example')
  await judgeOffline(page, true)

  await test.step('the workspace is connected, and an account in it linked by a code', () =>
    linkSlackAccount(page, sandbox))

  await test.step('suggestions are wanted outside of the browser alone', async () => {
    await page.getByRole('switch', { name: 'Use Open pages' }).setChecked(false)
    await page.getByRole('switch', { name: 'Send me suggestions outside of the browser' }).check()
    await page.getByLabel('From a confidence of').fill('30')
    await page.getByRole('button', { name: 'Save notifications' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Send a test message' }).click()
    const way = page.getByRole('list', { name: 'The way of the test message' })
    await expect(way).toContainText('You have turned it off')
    await expect(way).toContainText('Slack')
    await expectAccessible(page)
  })

  await test.step('what Slack takes from nobody goes by mail, and the way says why', async () => {
    const refusal = { kind: 'answer', path: '/slack/api/chat.postMessage', status: 200, times: 1 }
    const body = JSON.stringify({ ok: false, error: 'messages_tab_disabled' })
    const data = { ...refusal, body }
    expect((await page.request.post(`${addresses.sandbox}/control/faults`, { data })).ok()).toBe(true)
    const before = (await sandbox.mailsTo('greta@northwind.example')).length
    await page.getByRole('button', { name: 'Send a test message' }).click()
    const way = page.getByRole('list', { name: 'The way of the test message' })
    await expect(way).toContainText('Slack: failed')
    await expect(way).toContainText('Mail server: sent')
    await expect.poll(async () => (await sandbox.mailsTo('greta@northwind.example')).length).toBe(before + 1)
    await visit(page, '/activity?tab=messages')
    await page
      .getByRole('button', { name: /A test message from Switchboard/ })
      .first()
      .click()
    await expect(page.getByRole('dialog')).toContainText('Mail server: sent')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await visit(page, '/settings/channels')
    await expect(page.getByRole('heading', { name: 'Channels', level: 1 })).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('one is approved where it stands, and the open feed hears of it', async () => {
    const other = await page.context().newPage()
    await sandbox.writeInSlack('Could you please renew the harbour permits by Friday?')
    await visit(other, '/')
    await seeArrive(other, /harbour permits/)
    await expect(async () => {
      await openMessages(page)
      await expect(page.getByRole('button', { name: 'Approve' }).first()).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
    const message = page.getByRole('listitem').filter({ hasText: 'harbour permits' }).first()
    await message.getByRole('button', { name: 'Approve' }).click()
    const list = other.getByRole('region', { name: 'Suggestion list' })
    await expect(list.getByRole('link', { name: /harbour permits/ })).toBeHidden({ timeout: 20_000 })
    await expect(async () => {
      await page.reload()
      await expect(message).toContainText('Approved by greta', { timeout: 1_000, ignoreCase: true })
    }).toPass({ timeout: 20_000 })
    await expect(message.getByRole('button', { name: 'Approve' })).toHaveCount(0)
    await visit(other, '/tasks')
    await expect(other.getByText(/harbour permits/).first()).toBeVisible()
    await other.close()
  })

  await test.step('a link in a message leads to a page that asks; opening it decides nothing', async () => {
    await sandbox.writeInSlack('Could you please order the new chairs by Monday?')
    await visit(page, '/')
    const link = await seeArrive(page, /new chairs/)
    const id = new URL((await link.getAttribute('href')) ?? '', addresses.web).searchParams.get('s') ?? ''
    await visit(page, `/decide/${id}?do=dismiss&via=email`)
    await expect(page.getByRole('heading', { level: 1, name: /new chairs/ })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Dismiss' })).toBeFocused()
    await expectAccessible(page)
    await visit(page, '/')
    await expect(
      page.getByRole('region', { name: 'Suggestion list' }).getByRole('link', { name: /new chairs/ }),
    ).toBeVisible()
    await visit(page, `/decide/${id}?do=dismiss&via=email`)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Dismissed' })).toBeVisible()
    await visit(page, '/decide/00000000-0000-4000-8000-000000000000')
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  })
})
