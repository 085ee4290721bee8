import type { Page } from '@playwright/test'
import { addresses } from './addresses'
import { linkSlackAccount } from './slack-account'
import { expect, expectAccessible, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

test.use({ live: true })

const postMessage = '/slack/api/chat.postMessage'
const retryAfterSeconds = 3

const way = (page: Page) => page.getByRole('list', { name: 'The way of the test message' })
const sendTest = (page: Page) => page.getByRole('button', { name: 'Send a test message' }).click()

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save notifications' }).click()
  await expect(page.getByRole('group', { name: 'Save notifications' })).toContainText('Saved')
}

test('A channel that fails rests while others carry on, comes back, slows down when asked, and keeps quiet hours', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  const address = `hanna.${Date.now()}@northwind.example`
  const mails = async () => (await sandbox.mailsTo(address)).map(({ text }) => text)
  await signInByLink(page, sandbox, address)
  await judgeOffline(page, true)
  await linkSlackAccount(page, sandbox)
  await page.getByRole('switch', { name: 'Use Open pages' }).setChecked(false)
  await save(page)
  const health = await page.context().newPage()
  const slack = health.getByRole('article', { name: /^Slack/ })

  await test.step('after five failures Slack rests, and each message goes by mail with the reason', async () => {
    await visit(health, '/settings/channels')
    await expect(slack).toContainText('Works')
    const body = JSON.stringify({ ok: false, error: 'service_unavailable' })
    const mend = await sandbox.switchOn({ kind: 'answer', path: postMessage, status: 200, body })
    const before = (await mails()).length
    await sendTest(page)
    await expect(way(page)).toContainText('Slack: failed')
    // They try by turns, a second apart: which of them is the fifth to fail, and which is not tried any more, nobody can tell.
    await sendTest(page)
    await sendTest(page)
    await expect(slack).toContainText('Fails, rests', { timeout: 20_000 })
    // The three, and what admins are told.
    await expect.poll(async () => (await mails()).length).toBe(before + 4)
    expect((await mails()).filter((text) => text.includes('Messages do not get through: Slack'))).toHaveLength(1)
    await expect(way(page)).toContainText('Slack: passed over. It fails at the moment, and rests.')
    await expect(way(page)).toContainText('Mail server: sent')
    // Two that go out together may both fail after the fourth.
    await expect(slack).toContainText(/[5-7] messages in a row could not be sent\./)
    await expectAccessible(health)
    await mend()
  })

  await test.step('when its rest is over one message tries it, and the page says that it works', async () => {
    await page.getByRole('switch', { name: 'Use E-mail' }).setChecked(false)
    await save(page)
    const before = (await sandbox.callsOf(postMessage)).length
    await sendTest(page)
    await expect(way(page)).toContainText('It fails at the moment, and rests.')
    expect(await sandbox.callsOf(postMessage)).toHaveLength(before)
    await expect(way(page)).toContainText('Slack: sent', { timeout: 40_000 })
    expect(await sandbox.callsOf(postMessage)).toHaveLength(before + 1)
    await expect(slack).toContainText('Works')
  })

  await test.step('a pause that Slack asks for is kept to the second', async () => {
    await sandbox.switchOn({
      kind: 'too_many_requests',
      path: postMessage,
      retryAfter: String(retryAfterSeconds),
      times: 1,
    })
    await sendTest(page)
    await expect(way(page)).toContainText('Slack: failed')
    await expect(way(page)).toContainText('Slack: sent', { timeout: 20_000 })
    const [refused, taken] = (await sandbox.callsOf(postMessage)).slice(-2)
    expect([refused?.status, taken?.status]).toEqual([429, 200])
    const waitedMs = (taken?.at.getTime() ?? 0) - (refused?.at.getTime() ?? 0)
    expect(waitedMs).toBeGreaterThanOrEqual(retryAfterSeconds * 1_000)
    // No longer than it takes a busy machine to begin.
    expect(waitedMs).toBeLessThan((retryAfterSeconds + 5) * 1_000)
  })

  await health.close()

  await test.step('the daily digest comes at its time, and waits for the end of quiet hours', async () => {
    await sandbox.writeInSlack('Could you please repaint the harbour office by Friday?')
    const feed = await page.context().newPage()
    await visit(feed, '/')
    await seeArrive(feed, /harbour office/)
    await feed.close()
    await page.getByRole('switch', { name: 'Use Slack' }).setChecked(false)
    await page.getByRole('switch', { name: 'Use E-mail' }).setChecked(true)
    const [hour, minute] = await timeOf(page)
    await page.getByRole('switch', { name: 'Keep quiet for a while each day' }).check()
    await page.getByLabel('From', { exact: true }).fill(`${hour}:00`)
    await page.getByLabel('To', { exact: true }).fill(`${String((Number(hour) + 2) % 24).padStart(2, '0')}:00`)
    await page.getByRole('switch', { name: 'Send me a daily digest' }).check()
    await page.getByLabel('At', { exact: true }).fill(`${hour}:${minute}`)
    const before = (await mails()).length
    await save(page)
    const log = await page.context().newPage()
    await visit(log, '/activity?tab=messages')
    await log
      .getByRole('button', { name: /suggestions? waits?/ })
      .first()
      .click()
    await expect(log.getByRole('dialog')).toContainText('Held back. Quiet hours.')
    expect(await mails()).toHaveLength(before)
    await page.getByRole('switch', { name: 'Keep quiet for a while each day' }).uncheck()
    await save(page)
    await expect.poll(async () => (await mails()).at(0)).toMatch(/repaint the harbour office/i)
    expect(await mails()).toHaveLength(before + 1)
    await expect(log.getByRole('dialog')).toContainText('Mail server: sent')
    await log.close()
  })

  await test.step('one press ends it; a program that follows the address does not', async () => {
    const [digest] = await sandbox.mailsTo(address)
    const url = /<(http[^>]+)>/.exec(digest?.headers['list-unsubscribe'] ?? '')?.[1] ?? ''
    expect(url).toContain(`${addresses.web}/api/unsubscribe/`)
    expect((await page.request.get(url)).ok()).toBe(true)
    expect((await page.request.head(url)).ok()).toBe(true)
    await visit(page, '/settings/notifications')
    await expect(page.getByRole('switch', { name: 'Send me a daily digest' })).toBeChecked()
    await page.goto(url)
    await expect(page.getByRole('heading', { name: 'Turn the daily digest off?' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Turn it off' }).click()
    await expect(page.getByRole('heading', { name: 'No more digests' })).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/settings/notifications')
    await expect(page.getByRole('switch', { name: 'Send me a daily digest' })).not.toBeChecked()
  })
})

/** The hour and the minute now, in the zone that the page names. */
async function timeOf(page: Page): Promise<[hour: string, minute: string]> {
  await page.getByRole('switch', { name: 'Send me a daily digest' }).check()
  const hint = await page
    .getByText(/^In your time zone, /)
    .first()
    .innerText()
  const timeZone = /zone, (.+)\.$/.exec(hint)?.[1]
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date())
  const [hour = '', minute = ''] = clock.split(':')
  return [hour, minute]
}
