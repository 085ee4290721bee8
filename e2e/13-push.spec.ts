import { expect, expectAccessible, openMailbox, seeArrive, signIn, test } from './world'

test.use({ live: true })

const subject = 'Signed loan agreement'

test('a mail that arrives is in the feed without anybody asking for it, and its event in the log', async ({
  page,
  sandbox,
}) => {
  await signIn(page, 'Ben Okafor')
  await sandbox.askBen(subject)
  // Live: the page is not loaded again.
  await seeArrive(page, /signed loan agreement/i)

  await openMailbox(page, 'ben')
  await page.getByRole('tab', { name: 'Sync log' }).click()
  await expect(page.getByText('New mail').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(page.getByText(/^Google tells of each new mail at once/)).toBeVisible()
  const events = page.getByRole('table', { name: 'Events' })
  await expect(events).toBeVisible()
  const id = await events.locator('.event-id').first().innerText()
  await expectAccessible(page)

  await events.getByRole('button', { name: id }).click()
  const panel = page.getByRole('dialog', { name: 'Event' })
  await expect(panel.getByLabel('What was sent')).toContainText(`"messageId": "${id}"`)
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Replay' }).click()
  await expect(panel.getByRole('status')).toHaveText('1 event is worked on again.')
  await page.keyboard.press('Escape')
  await expect(events.getByRole('row', { name: id })).toContainText('2 times')

  await page.getByRole('searchbox', { name: 'Search events' }).fill('no such event')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  // What was worked on twice was made once.
  await page.getByRole('tab', { name: 'Items' }).click()
  await page.getByRole('searchbox', { name: 'Search items' }).fill(subject)
  await expect(page.getByRole('table', { name: 'Items' }).getByRole('link', { name: subject })).toHaveCount(1)
})
