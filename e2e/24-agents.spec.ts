import { expect, expectAccessible, signIn, test, visit } from './world'

test('An admin sets up an agent, has it work by the clock, and finds the way by keys; a member looks on', async ({
  page,
  browser,
}) => {
  await signIn(page, 'Ada Lindqvist')
  await visit(page, '/settings/agents')
  const agents = page.getByRole('list', { name: 'Agents' })
  const scout = agents.getByRole('article', { name: 'Evening Scout' })

  await test.step('one is added by keys alone, and the page says what is missing', async () => {
    const add = page.getByRole('button', { name: 'Add an agent' })
    await add.press('Enter')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Name: write 1 to 60 characters.')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.type('Evening Scout')
    await expect(page.getByLabel('Short name')).toHaveValue('evening-scout')
    await page.keyboard.press('Enter')
    await expect(scout).toContainText('Active')
    await expect(add).toBeFocused()
  })

  await test.step('what it is told is changed, and it is paused', async () => {
    await scout.getByRole('button', { name: 'Edit Evening Scout' }).press('Enter')
    await page.getByRole('form', { name: 'Edit Evening Scout' }).getByLabel('Instructions').fill('Keep it short.')
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await expect(scout).toContainText('Keep it short.')
    await expect(scout.getByRole('button', { name: 'Edit Evening Scout' })).toBeFocused()
    await scout.getByRole('button', { name: 'Pause' }).press('Enter')
    await expect(scout).toContainText('Paused')
    await expect(scout.getByRole('button', { name: 'Let it go on' })).toBeFocused()
  })

  await test.step('a job shows when it runs next, and what it came to', async () => {
    await page.getByRole('button', { name: 'Add a job' }).click()
    const form = page.getByRole('form', { name: 'Add a job' })
    await form.getByLabel('Name').fill('Morning round')
    await form.getByLabel('What to do').fill('What tasks are on my list?')
    await form.getByLabel('At', { exact: true }).fill('07:30')
    await expect(form.getByText(/^Next: .*07:30/)).toBeVisible()
    await expectAccessible(page)
    await form.getByRole('button', { name: 'Add' }).click()
    const job = page.getByRole('article', { name: 'Morning round' })
    await expect(job).toContainText('Every weekday at 07:30')
    await job.getByRole('button', { name: 'Run now' }).click()
    await expect(job.getByRole('list', { name: 'What Morning round came to' })).toContainText(/Done.*tasks/s)
    await expectAccessible(page)
    await job.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('heading', { name: 'No jobs yet' })).toBeVisible()
  })

  await test.step('it is put away, which is asked about; a member sees it and changes nothing', async () => {
    await scout.getByRole('button', { name: 'Archive' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
    await expect(scout).toContainText('Archived')
    const context = await browser.newContext()
    const ben = await context.newPage()
    await signIn(ben, 'Ben Okafor')
    await visit(ben, '/settings/agents')
    await expect(ben.getByRole('article', { name: 'Evening Scout' })).toContainText('Archived')
    await expect(ben.getByRole('button', { name: /^(Add an agent|Edit|Pause|Archive)/ })).toHaveCount(0)
    await expect(ben.getByRole('button', { name: 'Add a job' })).toBeVisible()
    await expectAccessible(ben)
    await context.close()
  })

  await test.step('a question of an agent is answered in its thread, and it goes on', async () => {
    await visit(page, '/conversations?new=true')
    await page.getByRole('textbox', { name: 'Message' }).fill('Please ask me whether we may ship today')
    await page.keyboard.press('Enter')
    const thread = page.getByRole('log', { name: 'What was said' })
    const question = thread.getByRole('region', { name: 'We may ship today' })
    await expect(question).toContainText('Question to you')
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Approve' }).click()
    await expect(thread).toContainText('Ada Lindqvist answered: Approved.')
    // One of three that may go on at a time.
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await expect(page.getByText('This conversation has ended.')).toBeVisible()
  })
})
