import { addresses } from './addresses'
import { expect, expectAccessible, openMailbox, signIn, test, visit } from './world'

test('a test item is followed through every stage, looked at, and removed', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  await openMailbox(page, 'ben')
  await page.getByRole('button', { name: /^More for Gmail ben/ }).click()
  await page.getByRole('menuitem', { name: 'Send a test item' }).click()
  const panel = page.getByRole('dialog', { name: 'Test item' })
  const stages = panel.getByRole('list', { name: 'Stages' }).getByRole('listitem')
  await expect(stages.last()).toContainText('In the feed, done', { timeout: 30_000 })
  await expect(stages.filter({ hasText: ', done' })).toHaveCount(7)
  await expect(stages.first()).toContainText(`${new URL(addresses.web).host} was called and has answered.`)
  await expectAccessible(page)
  const address = page.url()

  await panel.getByRole('link', { name: 'Open the suggestion' }).click()
  await expect(page.getByText('Switchboard has made this item itself to see whether all works.')).toBeVisible()
  await page.goto(address)
  await panel.getByRole('button', { name: 'Remove the test item' }).click()
  await expect(panel).toBeHidden()
  await page.getByRole('tab', { name: 'Items' }).click()
  await page.getByRole('searchbox', { name: 'Search items' }).fill('Test of Switchboard')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
})

test('admins see what came in for the team, and who runs the installation the calls of no team', async ({
  page,
  request,
}) => {
  const refused = await request.post(`${addresses.web}/api/webhooks/gmail`, { data: { message: {} } })
  expect(refused.status()).toBe(401)
  await signIn(page, 'Ada Lindqvist')
  await visit(page, '/integrations')
  await page.getByRole('link', { name: 'Inbound events' }).click()
  await expect(page.getByRole('heading', { name: 'Inbound events', level: 1 })).toBeVisible()
  await expect(async () => {
    await visit(page, '/integrations/events')
    await expect(page.getByRole('table', { name: 'Calls of no team' }).getByRole('row', { name: /Gmail/ })).toBeVisible(
      {
        timeout: 2_000,
      },
    )
  }).toPass({ timeout: 20_000 })
  await expectAccessible(page)
})

test.describe('The switch', () => {
  // Connecting is refused meanwhile, which the browser notes.
  test.use({ broken: true })

  test('integrations are switched off for all, every page says so, and on again', async ({ page, request }) => {
    const hook = async () => (await request.post(`${addresses.web}/api/webhooks/gmail`, { data: {} })).status()
    const notice = page.getByRole('status').filter({ hasText: 'Integrations are switched off on this installation' })
    await signIn(page, 'Ada Lindqvist')
    await visit(page, '/settings')
    await page.getByRole('button', { name: 'Switch off' }).click()
    const question = page.getByRole('dialog', { name: 'Switch integrations off for all teams?' })
    await question.getByRole('button', { name: 'Switch off' }).click()
    await expect(page.getByText('Integrations are off.')).toBeVisible()
    await expect.poll(hook).toBe(404)
    await expectAccessible(page)

    await visit(page, '/integrations')
    await expect(notice).toBeVisible()
    await page.getByRole('button', { name: 'Connect Notion' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Integrations are switched off' })).toBeVisible()
    await expectAccessible(page)

    await signIn(page, 'Ben Okafor')
    await expect(notice).toContainText('Whoever runs it can switch them on.')
    await expect(page.getByRole('button', { name: 'Switch integrations on' })).toBeHidden()

    await signIn(page, 'Ada Lindqvist')
    await page.getByRole('button', { name: 'Switch integrations on' }).click()
    await expect(notice).toBeHidden()
    await expect.poll(hook).toBe(401)
  })
})
