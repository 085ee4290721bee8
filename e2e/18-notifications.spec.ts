import type { Page } from '@playwright/test'
import { expect, expectAccessible, type Sandbox, signIn, test, visit } from './world'

/** The code of the mail that came last. */
async function codeFor(sandbox: Sandbox, address: string): Promise<string> {
  const mails = await sandbox.mailsTo(address)
  return /\b\d{8}\b/.exec(mails.at(-1)?.text ?? '')?.[0] ?? ''
}

const channels = (page: Page) => page.locator('.channel h3')
const path = (page: Page) => page.getByRole('list', { name: 'The way of the test message' })

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save notifications' }).click()
  await expect(page.getByRole('group', { name: 'Save notifications' })).toContainText('Saved')
}

test('A person says how they are reached, and sees which way a message takes', async ({ page, sandbox }) => {
  test.setTimeout(120_000)
  const address = `ada.${Date.now()}@home.example`
  await signIn(page, 'Ada Lindqvist')
  await visit(page, '/settings')
  await page.getByRole('link', { name: 'Open notifications' }).click()
  await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible()

  await test.step('another address is theirs by the code that arrives there', async () => {
    await page.getByRole('button', { name: /^Use another address/ }).click()
    await page.getByLabel('Your other address').fill('home')
    await page.getByRole('button', { name: 'Send a code' }).click()
    await expect(page.getByText('Enter a mail address, such as')).toBeVisible()
    await page.getByLabel('Your other address').fill(address)
    await page.getByRole('button', { name: 'Send a code' }).click()
    const field = page.getByLabel(/^Enter the code/)
    await expect(field).toBeVisible()
    await expect.poll(() => codeFor(sandbox, address), { timeout: 20_000 }).toMatch(/^\d{8}$/)
    await expectAccessible(page)
    await field.fill('no code')
    await page.keyboard.press('Enter')
    await expect(page.getByText('This is not the code. You have 4 more tries.')).toBeVisible()
    await expect(field).toBeFocused()
    await field.fill(await codeFor(sandbox, address))
    await page.keyboard.press('Enter')
    await expect(page.getByText(`Reaches ${address}.`)).toBeVisible()
  })

  await test.step('the order is changed by keys alone, and waits to be saved', async () => {
    await expect(channels(page)).toHaveText(['Open pages', 'Slack', 'E-mail', 'Telegram'])
    await page.getByRole('button', { name: 'Move E-mail up' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await expect(channels(page)).toHaveText(['E-mail', 'Open pages', 'Slack', 'Telegram'])
    await expect(page.getByRole('button', { name: 'Move E-mail down' })).toBeFocused()
    await expect(page.getByRole('group', { name: 'Save notifications' })).toContainText('Unsaved changes')
  })

  await test.step('in quiet hours a message stays in the browser', async () => {
    await page.getByRole('switch', { name: 'Keep quiet for a while each day' }).check()
    await page.getByLabel('From', { exact: true }).fill('00:00')
    await page.getByLabel('To', { exact: true }).fill('00:00')
    await page.getByRole('button', { name: 'Save notifications' }).click()
    await expect(page.getByText('Quiet hours end at another time than they begin.')).toBeVisible()
    await page.getByLabel('To', { exact: true }).fill('23:59')
    await save(page)
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await expect(path(page)).toContainText('passed over. Quiet hours.')
    await expect(path(page)).toContainText('Open page: sent')
    await expect(page.getByText('Arrived, and seen on an open page')).toBeVisible()
    const news = page.getByRole('log', { name: 'Messages' })
    await expect(news).toContainText('A test message from Switchboard')
    await expectAccessible(page)
    await news.getByRole('button', { name: /^Put away/ }).click()
    await expect(news).not.toContainText('A test message')
  })

  await test.step('outside of them it takes the first channel', async () => {
    const before = (await sandbox.mailsTo(address)).length
    await page.getByRole('switch', { name: 'Keep quiet for a while each day' }).uncheck()
    await save(page)
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await expect(path(page)).toContainText(': sent')
    await expect(path(page)).not.toContainText('Quiet hours.')
    await expect(path(page).getByRole('listitem')).toHaveCount(1)
    expect(await sandbox.mailsTo(address)).toHaveLength(before + 1)
  })

  await test.step('what was saved is there on another day, and can be taken back', async () => {
    await visit(page, '/settings/notifications')
    await expect(channels(page)).toHaveText(['E-mail', 'Open pages', 'Slack', 'Telegram'])
    await page.getByRole('button', { name: `Remove ${address}: The mail server` }).click()
    await expect(page.getByText(`Reaches ${address}.`)).toBeHidden()
    await page.getByRole('button', { name: 'Move E-mail down' }).click()
    await page.getByRole('button', { name: 'Move E-mail down' }).click()
    await save(page)
    await expect(channels(page)).toHaveText(['Open pages', 'Slack', 'E-mail', 'Telegram'])
  })
})
