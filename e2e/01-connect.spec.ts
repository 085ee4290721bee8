import { addresses } from './addresses'
import { expect, expectAccessible, goToConsent, signIn, test, visit } from './world'

const ada = 'ada@northwind.example'

test.describe('Connecting Gmail', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'Ada Lindqvist'))

  test('A person who denies consent is told so, and nothing is half-connected', async ({ page, sandbox }) => {
    await visit(page, '/integrations')
    await expectAccessible(page)
    await goToConsent(page, 'Ada Lindqvist')
    await page.getByRole('button', { name: 'Deny' }).click()
    await expect(page.getByRole('heading', { name: 'You did not allow Gmail' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Back to Integrations' }).click()
    await expect(page.getByText('Nothing is connected.')).toBeVisible()
    expect(await sandbox.gmailGrants(ada)).toEqual([])
  })

  test('Without leave to read mail the connection is refused and the grant given back', async ({ page, sandbox }) => {
    await visit(page, '/integrations')
    await goToConsent(page, 'Ada Lindqvist')
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: 'Not enough access was granted' })).toBeVisible()
    expect(await sandbox.gmailGrants(ada)).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Choose an account' })).toBeVisible()
  })

  test('A way back that was used already, or is somebody else’s, leads nowhere', async ({ page }) => {
    await visit(page, '/integrations')
    await goToConsent(page, 'Ada Lindqvist')
    const answered = page.waitForRequest((request) => request.url().includes('/api/oauth/gmail/callback'))
    await page.getByRole('button', { name: 'Deny' }).click()
    const callback = (await answered).url()
    await expect(page.getByRole('heading', { name: 'You did not allow Gmail' })).toBeVisible()
    await page.goto(callback)
    await expect(page.getByRole('heading', { name: 'This link was used already' })).toBeVisible()
    await page.goto('/api/oauth/gmail/callback?state=made-up&code=made-up')
    await expect(page.getByRole('heading', { name: 'This is not your connection' })).toBeVisible()
  })
})

test('Signing in by a mailed link: wrong address, link, button, and a link that was used up', async ({
  page,
  sandbox,
}) => {
  await visit(page, '/sign-in')
  await expectAccessible(page)
  await page.getByLabel('Your e-mail address').fill('not an address')
  await page.getByRole('button', { name: 'Send a sign-in link' }).click()
  await expect(page.getByText('Give a full address')).toBeVisible()
  await page.getByLabel('Your e-mail address').fill('carla@meridian.example')
  await page.getByRole('button', { name: 'Send a sign-in link' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await expectAccessible(page)
  const [mail] = await sandbox.mailsTo('carla@meridian.example')
  const link = /http\S+/.exec(mail?.text ?? '')?.[0] ?? ''
  expect(link).toContain(`${addresses.web}/sign-in/confirm`)
  await page.goto(link)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sign in to Switchboard' }).click()
  await expect(page.getByText('Suggestions will appear here')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: /^Team/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Switchboard' })).toBeVisible()
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in to Switchboard' }).click()
  await expect(page.getByText('This link was used already')).toBeVisible()
})

test('Signed out, every page leads to the sign-in, and from there to where one wanted to go', async ({ page }) => {
  for (const path of ['/', '/integrations', '/activity', '/settings', '/welcome', '/tasks?shape=board']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'Sign in to Switchboard' })).toBeVisible()
  }
  await page.getByRole('button', { name: 'Continue as Ada Lindqvist' }).click()
  await expect(page).toHaveURL(/\/tasks\?shape=board$/)
})
