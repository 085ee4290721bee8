import { expect, expectAccessible, signIn, test } from './world'

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
              json: {
                message: 'The database does not answer.',
                code: -32603,
                data: {
                  code: 'INTERNAL_SERVER_ERROR',
                  httpStatus: 500,
                  path: 'suggestion.approve',
                  reason: null,
                  field: null,
                  facts: {},
                  requestId: 'r',
                },
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
      ['Activity', 'Activity'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).tap()
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    }
  })
})
