import { addresses } from './addresses'
import { expect, expectAccessible, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

const ada = 'ada@northwind.example'
const review = 'Quarterly review with Meridian Health'

test('A calendar goes through the house: connect, sync, prepare, cancelled, closed by itself, disconnect', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  // A team of its own: what comes from the calendar is in nobody else's way.
  await signInByLink(page, sandbox, 'dora@meridian.example')
  await judgeOffline(page, true)
  const row = page.getByRole('article', { name: `Google Calendar ${ada}` })
  const list = page.getByRole('region', { name: 'Suggestion list' })
  const detail = page.getByRole('region', { name: 'Suggestion', exact: true })

  await test.step('connect, with leave to see events and nothing else', async () => {
    await visit(page, '/integrations')
    await page.getByText('What Switchboard may do').click()
    await expect(page.getByText('see the events of your calendars')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Connect Google Calendar' }).click()
    await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
    await expect(page.getByRole('checkbox')).toHaveCount(1)
    await expect(page.getByRole('checkbox', { name: 'View events on all your calendars' })).toBeChecked()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: `${ada} is connected` })).toBeVisible()
    await expect(page.getByRole('link', { name: /Decide the first of/ })).toBeVisible({ timeout: 60_000 })
    await page.getByRole('link', { name: /Decide the first of/ }).click()
  })

  await test.step('see what to prepare, for when, and why', async () => {
    await list.getByRole('link', { name: /^Prepare the figures of the last quarter/ }).click()
    await expect(detail.getByRole('heading', { name: review })).toBeVisible()
    await expect(detail.locator('mark').first()).toContainText('Please prepare the figures of the last quarter')
    const facts = detail.getByRole('list', { name: 'Event' })
    await expect(facts).toContainText(/\d\d:00 to \d\d:00/)
    await expect(facts).toContainText('Clara Voss invites Ada Lindqvist, Ben Okafor')
    await expect(facts.getByRole('link', { name: /^meet\.google\.com/ })).toBeVisible()
    await expect(detail.getByText('When done')).toBeHidden()
    await expectAccessible(page)
  })

  await test.step('settings are the calendar’s own', async () => {
    await visit(page, '/integrations')
    await row.getByRole('link', { name: 'Google Calendar', exact: true }).click()
    await page.getByLabel('Look ahead').fill('0')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Give a whole number of days from 1 to 60.')).toBeVisible()
    await page.getByLabel('Look ahead').fill('21')
    await page.getByLabel('Prepare ahead').fill('48')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('an event that is cancelled closes what was proposed for it', async () => {
    await page.goto(`${addresses.sandbox}/calendars/${ada}`)
    await page.getByRole('button', { name: `Cancel “${review}”` }).click()
    await expect(page.getByRole('status')).toContainText(review)
    await visit(page, '/integrations')
    await row.getByRole('button', { name: /^Sync now/ }).click()
    await expect(async () => {
      await visit(page, '/?view=decided')
      await expect(list.getByRole('link', { name: /^Prepare the figures of the last quarter/ })).toBeVisible({
        timeout: 2_000,
      })
    }).toPass({ timeout: 30_000 })
    await list.getByRole('link', { name: /^Prepare the figures of the last quarter/ }).click()
    await expect(detail.getByText(/^Closed by itself, .*: The event was cancelled\.$/)).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('an invitation that arrives is proposed', async () => {
    await page.goto(`${addresses.sandbox}/calendars/${ada}`)
    await page.getByLabel('Title').fill('Pitch for the spring campaign')
    await page.getByLabel('Text').fill('Please bring three proposals.')
    await page.getByRole('button', { name: 'Invite' }).click()
    await expect(page.getByRole('status')).toContainText('Pitch for the spring campaign')
    await visit(page, '/integrations')
    await row.getByRole('button', { name: /^Sync now/ }).click()
    await visit(page, '/')
    await seeArrive(page, /^Bring three proposals/)
  })

  await test.step('another is there without anybody asking for it', async () => {
    await sandbox.holdWebhooks(false)
    await page.goto(`${addresses.sandbox}/calendars/${ada}`)
    await page.getByLabel('Title').fill('Workshop with Fjordline')
    await page.getByLabel('Text').fill('Please bring the price list.')
    await page.getByRole('button', { name: 'Invite' }).click()
    await expect(page.getByRole('status')).toContainText('Workshop with Fjordline')
    await visit(page, '/')
    await seeArrive(page, /^Bring the price list/)
    await visit(page, '/integrations')
    await row.getByRole('link', { name: 'Google Calendar', exact: true }).click()
    await page.getByRole('tab', { name: 'Sync log' }).click()
    await expect(page.getByText('A change', { exact: true }).first()).toBeVisible()
    await page.getByRole('tab', { name: 'Events' }).click()
    await expect(
      page.getByText(/^Google tells of each change of the calendar at once; its promise holds/),
    ).toBeVisible()
    const events = page.getByRole('table', { name: 'Events' })
    await events.getByRole('button').first().click()
    await expect(page.getByRole('dialog', { name: 'Event' })).toContainText('x-goog-resource-state')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await sandbox.holdWebhooks(true)
  })

  await test.step('disconnect', async () => {
    await visit(page, '/integrations')
    await page.getByRole('button', { name: `More for Google Calendar ${ada}` }).click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect Google Calendar' }).click()
    await expect(page.getByText(`Google Calendar ${ada} is disconnected.`)).toBeVisible()
    await expect(page.getByText('Nothing is connected.')).toBeVisible()
  })
})
