import { addresses } from './addresses'
import { expect, expectAccessible, goToConsent, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

test.use({ live: true })

const workspace = 'Northwind Studio'
const asked = 'Could you please translate the safety leaflet into Portuguese for the Lisbon workshop?'
const leaflet = /safety leaflet/

test('The same ask by mail and in Slack is one suggestion with two sources, and finishing it tells both', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(240_000)
  await signInByLink(page, sandbox, 'ingrid@northwind.example')
  await judgeOffline(page, true)
  const list = page.getByRole('region', { name: 'Suggestion list' })
  const detail = page.getByRole('region', { name: 'Suggestion', exact: true })
  const row = page.locator('article[data-suggestion]').filter({ hasText: leaflet })

  await test.step('a mailbox and a workspace are connected', async () => {
    await visit(page, '/integrations')
    await goToConsent(page, 'Ben Okafor')
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: 'ben@northwind.example is connected' })).toBeVisible()
    await visit(page, '/integrations')
    await page.getByRole('button', { name: 'Connect Slack' }).click()
    await expect(page.getByRole('heading', { name: /requesting permission to access a Slack workspace/ })).toBeVisible()
    await page.getByLabel('Workspace').selectOption(workspace)
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: `${workspace} is connected` })).toBeVisible()
  })

  await test.step('what is asked in both is one suggestion', async () => {
    await sandbox.deliver({
      to: 'ben@northwind.example',
      from: 'Tom Hale <tom@northwind.example>',
      subject: 'Safety leaflet',
      text: `Hi,\n\n${asked}\n\nTom`,
    })
    await visit(page, '/')
    await seeArrive(page, leaflet)
    const written = await page.request.post(`${addresses.sandbox}/control/slack/post`, {
      data: { channel: 'C0SUPPORT', user: 'U0TOM', text: asked },
    })
    expect(written.ok()).toBe(true)
    await expect(row.getByText('2 sources')).toBeVisible({ timeout: 60_000 })
    await expect(row).toHaveCount(1)
    await expectAccessible(page)
  })

  await test.step('each source is shown with its own evidence', async () => {
    await list.getByRole('link', { name: leaflet }).click()
    const sources = detail.getByRole('group', { name: 'Asked in 2 places' })
    await expect(detail.locator('mark').first()).toContainText('translate the safety leaflet')
    await sources.getByRole('button', { name: /^Slack/ }).click()
    await expect(detail.getByText('The same, asked in another place.')).toBeVisible()
    await expect(detail.getByRole('list', { name: 'Message' })).toContainText(`support in ${workspace}`)
    await expect(detail.locator('mark').first()).toContainText('translate the safety leaflet')
    await expectAccessible(page)
  })

  await test.step('the log of the workspace says what it is the same as', async () => {
    await visit(page, '/integrations')
    await page
      .getByRole('article', { name: `Slack ${workspace}` })
      .getByRole('link', { name: 'Slack', exact: true })
      .click()
    await page.getByRole('tab', { name: 'Items' }).click()
    await expect(page.getByText('Same as').first()).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('table', { name: 'Items' }).getByRole('link', { name: leaflet }).click()
  })

  await test.step('finishing the task marks the mail and the message', async () => {
    await detail.getByRole('button', { name: /^Approve/ }).click()
    await visit(page, '/tasks')
    await page.getByRole('button', { name: leaflet }).filter({ hasNotText: /^$/ }).first().click()
    const panel = page.getByRole('dialog', { name: 'Task' })
    await expect(panel.getByText('Asked in 2 places')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Done: .*safety leaflet/i }).click()
    await expect(async () => {
      await page.goto(`${addresses.sandbox}/slack/T0NORTHWIND/C0SUPPORT`)
      await expect(page.getByRole('listitem').filter({ hasText: asked })).toContainText(':white_check_mark:', {
        timeout: 1_000,
      })
      expect(await sandbox.labelsOf('ben@northwind.example', 'Safety leaflet')).not.toContain('UNREAD')
    }).toPass({ timeout: 40_000 })
  })
})
