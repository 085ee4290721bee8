import { linkSlackAccount, openMessages } from './slack-account'
import { expect, expectAccessible, signIn, test, untilAwake, visit } from './world'

const question = 'Pay a deposit of €400 to The Foundry?'

test('A question goes to two people in the browser and in Slack; of two answers at once one stands, and the other hears whose', async ({
  page,
  browser,
  sandbox,
}) => {
  test.setTimeout(180_000)
  await signIn(page, 'Ada Lindqvist')
  const slack = await page.context().newPage()
  const [ben, late] = await (async () => {
    const context = await browser.newContext()
    return [await context.newPage(), await context.newPage()] as const
  })()
  await signIn(ben, 'Ben Okafor')
  await test.step('Ada is known in Slack', () => linkSlackAccount(page, sandbox))

  await test.step('she asks, by keys alone, and is told what is missing', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await expect(page.getByRole('heading', { name: 'Questions', level: 1 })).toBeVisible()
    await untilAwake(page)
    await page.keyboard.press('n')
    const field = page.getByRole('textbox', { name: 'Question' })
    await expect(field).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Choose who is asked.')).toBeVisible()
    await expect(field).toBeFocused()
    await page.keyboard.type(question)
    for (const name of ['Ben Okafor', 'You', 'Browser', 'Slack'])
      await page.getByRole('checkbox', { name, exact: true }).check()
    await expectAccessible(page)
    await field.press('Enter')
    await page.getByRole('link', { name: question }).click()
    await expect(page.getByRole('heading', { name: question, level: 1 })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Where it is asked' })).toContainText('Slack')
    await expectAccessible(page)
  })

  const path = new URL(page.url()).pathname
  await test.step('what opens links decides nothing', async () => {
    for (const verb of ['approve', 'reject'])
      expect((await page.request.get(`${path}?do=${verb}&via=email`)).ok()).toBe(true)
    await visit(late, `${path}?do=approve&via=email`)
    await expect(late.getByRole('button', { name: 'Approve' })).toBeFocused()
    await late.route(/trpc\/[^?]*feedback\.get/, (route) => route.abort())
  })

  await test.step('both answer at once: one answer stands, and both places say which', async () => {
    await visit(ben, '/feedback')
    await expect(ben.getByRole('link', { name: /^Questions/ }).first()).toContainText('1')
    await ben.getByRole('main').getByRole('link', { name: question }).click()
    await expect(async () => {
      await openMessages(slack)
      await expect(slack.getByRole('button', { name: 'Reject' }).last()).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 20_000 })
    await Promise.all([
      slack.getByRole('button', { name: 'Reject' }).last().click(),
      ben.getByRole('button', { name: 'Approve' }).click(),
    ])
    const outcome = page.getByRole('status').filter({ hasText: /Approved by Ben|Rejected by you in Slack/ })
    await expect(outcome).toBeVisible()
    const first = ((await outcome.textContent()) ?? '').startsWith('Approved') ? 'Ben Okafor' : 'Ada Lindqvist'
    await expect(ben.getByRole('main').getByText(first === 'Ben Okafor' ? /^Approved/ : /^Rejected/)).toBeVisible()
    await expect(async () => {
      // Not loaded again: a press that came too late would be made once more.
      await openMessages(slack)
      await expect(slack.getByRole('listitem').filter({ hasText: question }).last()).toContainText(`by ${first}`, {
        timeout: 1_000,
      })
    }).toPass({ timeout: 20_000 })
    await expectAccessible(page)
    // Who has not heard of it, and answers all the same.
    await late.getByRole('button', { name: 'Approve' }).click()
    await expect(late.getByRole('alert').filter({ hasText: /(was|were) first/ })).toBeVisible()
  })

  await test.step('one that is withdrawn says so', async () => {
    await visit(page, '/feedback')
    await page.getByRole('button', { name: 'Ask people' }).click()
    await page.getByRole('textbox', { name: 'Question' }).fill('What stands on the poster?')
    await page.getByLabel('Kind of answer').selectOption('text')
    await page.getByRole('checkbox', { name: 'Ben Okafor' }).check()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByRole('link', { name: 'What stands on the poster?' }).click()
    await page.getByRole('button', { name: 'Withdraw the question' }).click()
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Withdrawn' })).toBeVisible()
  })
  await test.step('how much of the limits is used stands on a page for admins', async () => {
    await visit(page, '/settings/limits')
    await expect(page.getByRole('row', { name: /Ben Okafor/ })).toContainText(/\d+ of \d+/)
    await expectAccessible(page)
  })
  await ben.context().close()
})
