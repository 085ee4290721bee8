import { addresses } from './addresses'
import { expect, expectAccessible, openMailbox, signIn, test, visit } from './world'

// What a failed test left switched on must not fail the next.
test.afterEach(({ sandbox }) => sandbox.mendAll())

test.describe('What people see when something is slow or broken', () => {
  test.use({ viewport: { width: 1440, height: 900 }, broken: true })

  test('A feed that cannot be loaded says what happened and tries again', async ({ page }) => {
    await signIn(page, 'Ada Lindqvist')
    await page.route('**/api/trpc/suggestion.list**', (route) => route.fulfill({ status: 504, body: '' }))
    await page.getByRole('button', { name: /^View/ }).click()
    await page.getByRole('menuitemradio', { name: 'Decided' }).click()
    await expect(page.getByRole('heading', { name: 'The feed could not be loaded' })).toBeVisible({ timeout: 20_000 })
    await expectAccessible(page)
    await page.unroute('**/api/trpc/suggestion.list**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('region', { name: 'Suggestion list' })).toBeVisible()
  })

  test('A refused decision brings the row back with the reason', async ({ page }) => {
    await signIn(page, 'Ada Lindqvist')
    const row = page.locator('.row').first()
    const title = (await row.locator('.title').textContent()) ?? ''
    await page.route('**/api/trpc/suggestion.approve**', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/json',
        body: JSON.stringify([
          {
            error: {
              message: 'The database does not answer.',
              code: -32603,
              data: {
                code: 'INTERNAL_SERVER_ERROR',
                httpStatus: 500,
                path: 'suggestion.approve',
                reason: null,
                field: null,
                faults: [],
                facts: {},
                requestId: 'r',
              },
            },
          },
        ]),
      }),
    )
    await page.keyboard.press('a')
    const back = page.locator('.row', { hasText: title })
    await expect(back.getByText('Not approved: The database does not answer.')).toBeVisible()
    await expectAccessible(page)
    await page.unroute('**/api/trpc/suggestion.approve**')
  })

  test('A gap in the network is told, and is over when the network is back', async ({ page, context }) => {
    await signIn(page, 'Ada Lindqvist')
    await context.setOffline(true)
    await expect(page.getByText(/^Not live\./)).toBeVisible()
    await context.setOffline(false)
    await expect(page.getByText(/^Not live\./)).toBeHidden({ timeout: 30_000 })
  })
})

test('A sync that fails says for whom it waits and until when, and goes on when the fault is gone', async ({
  page,
  sandbox,
}) => {
  await signIn(page, 'Ben Okafor')
  await visit(page, '/integrations')
  const account = page.getByRole('article', { name: /^Gmail ben/ })
  await sandbox.fail('/gmail', 503, 100)
  await account.getByRole('button', { name: 'Sync now' }).click()
  await expect(account.getByText('Waiting for Google')).toBeVisible({ timeout: 30_000 })
  await expect(account.getByText(/Next try/)).toBeVisible()
  await expectAccessible(page)
  await account.getByRole('link', { name: 'Gmail' }).click()
  await expect(page.getByText('Waiting for Google').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Sync log' }).click()
  await expectAccessible(page)
  await sandbox.mendAll()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(page.getByText('Up to date').first()).toBeVisible({ timeout: 30_000 })
})

test('An item without a task can be opened and says why', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  await openMailbox(page, 'ben')
  await page.getByRole('tab', { name: 'Items' }).click()
  await page.getByRole('row').filter({ hasText: 'No action needed' }).first().getByRole('button').click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('No action needed')).toBeVisible()
  await expectAccessible(page)
})

test.describe('What is not there', () => {
  test.use({ broken: true })

  test('is told from what is broken', async ({ page }) => {
    await signIn(page, 'Ben Okafor')
    for (const path of ['/integrations/made-up', '/integrations/01a1fd51-9353-709e-a9a2-bef86ec72ac8']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { name: 'There is no such connection' })).toBeVisible()
      await expectAccessible(page)
    }
    await page
      .getByRole('main')
      .getByRole('link', { name: /Integrations/ })
      .click()
    await expect(page.getByRole('heading', { name: 'Integrations', level: 1 })).toBeVisible()
  })
})

test('The palette finds suggestions and tasks by their words', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  const title = (await page.locator('.row').last().locator('.title').textContent()) ?? ''
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or go to' })).toBeFocused()
  await page.keyboard.type(title.split(' ').slice(-2).reverse().join(' '))
  await page.getByRole('option', { name: title }).first().click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(title)
})

test('The pages of the sandbox are as accessible as ours', async ({ page }) => {
  for (const path of ['/', '/mailbox/ada@northwind.example', '/mail']) {
    await page.goto(addresses.sandbox + path)
    await expectAccessible(page)
  }
})

test.describe('On a phone', () => {
  test.use({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    userAgent: 'Mozilla/5.0 (Linux; Android 14) Mobile',
  })

  test('Cards open in place, decide by button, and lead to the mail and back', async ({ page }) => {
    await signIn(page, 'Ada Lindqvist')
    const card = page.locator('.ph-card').first()
    await card.getByRole('heading').getByRole('button').tap()
    await expect(card.locator('.quote')).toBeVisible()
    await expectAccessible(page)
    await card.getByRole('button', { name: 'Open' }).tap()
    await expect(page.getByRole('region', { name: 'Suggestion and its source' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Back to the list' }).tap()
    await card.getByRole('button', { name: 'Dismiss' }).tap()
    await expect(page.getByText(/^Dismissed “/)).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).tap()
    await expect(page.getByText('Taken back')).toBeVisible()
    for (const [name, heading] of [
      ['Tasks', 'Tasks'],
      ['Integrations', 'Integrations'],
      ['Chats', 'Conversations'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).tap()
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    }
  })
})
