import type { Page } from '@playwright/test'
import { addresses } from './addresses'
import { expect, type Sandbox, visit } from './world'

export const workspace = 'Northwind Studio'
const room = `${addresses.sandbox}/slack/T0NORTHWIND`

/** Connects the workspace for the team of who is signed in, and says that this account in it is theirs. */
export async function linkSlackAccount(
  page: Page,
  sandbox: Sandbox,
  address = 'mira@northwind.example',
): Promise<void> {
  await visit(page, '/integrations')
  await page.getByRole('button', { name: 'Connect Slack' }).click()
  await page.getByLabel('Workspace').selectOption(workspace)
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByRole('heading', { name: `${workspace} is connected` })).toBeVisible()
  await visit(page, '/settings/notifications')
  await page.getByRole('button', { name: new RegExp(`^Link: .*${workspace}`) }).click()
  await page.getByLabel('The address that you use there').fill(address)
  const asked = new Date()
  await page.getByRole('button', { name: 'Send a code' }).click()
  await expect(page.getByLabel(/^Enter the code/)).toBeVisible()
  let code = ''
  await expect
    .poll(async () => (code = await codeSince(sandbox, asked)), { timeout: 30_000, message: 'the code in Slack' })
    .toMatch(/^\d{8}$/)
  await page.getByLabel(/^Enter the code/).fill('00000000')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('This is not the code.')).toBeVisible()
  await page.getByLabel(/^Enter the code/).fill(code)
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('button', { name: new RegExp(`^Remove .*${workspace}`) })).toBeVisible()
}

/** To the direct messages of the app with somebody. */
export async function openMessages(page: Page, name = /Mira/): Promise<void> {
  await page.goto(room)
  await page.getByRole('link', { name }).click()
}

/** What the app has said in Slack since then. */
async function codeSince(sandbox: Sandbox, since: Date): Promise<string> {
  const said = (await sandbox.sent()).filter(({ channel, at }) => channel === 'slack' && at >= since)
  return /\b\d{8}\b/.exec(said.at(-1)?.text ?? '')?.[0] ?? ''
}
