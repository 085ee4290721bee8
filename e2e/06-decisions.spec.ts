import { undoWindowMs } from './addresses'
import { expect, expectAccessible, signIn, syncAndSeeItems, test, visit } from './world'

test('A suggestion that the feed does not list is decided from the item log', async ({ page, sandbox }) => {
  await sandbox.deliver({
    to: 'ben@northwind.example',
    from: 'Noor Haddad <noor@fjordline.example>',
    subject: 'Crane permit',
    text: 'Hi Ben,\n\nCould you please send me the signed crane permit by Friday?\n\nNoor',
  })
  await signIn(page, 'Ben Okafor')
  await syncAndSeeItems(page, 'ben')
  await page
    .getByRole('row')
    .filter({ hasText: 'Crane permit' })
    .filter({ hasText: 'Suggested' })
    .getByRole('link', { name: 'Crane permit' })
    .click({ timeout: 30_000 })
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(/crane permit/i)
  await page.waitForURL(/[?&]s=/)
  // Nothing of the list matches; what the address names is open all the same.
  const id = new URL(page.url()).searchParams.get('s') ?? ''
  await visit(page, `/?s=${id}&search=nothing-reads-like-this`)
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(/crane permit/i)
  await expect(page.locator('.row')).toHaveCount(0)
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Approved “.*crane permit/i })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back')).toBeVisible()
})

test('What was written into a field is saved before the approval that follows it', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  const order: string[] = []
  let letThrough = () => {}
  const pressed = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route('**/api/trpc/suggestion.edit**', async (route) => {
    await pressed
    order.push('edit')
    await route.continue()
  })
  page.on('request', (request) => request.url().includes('suggestion.approve') && order.push('approve'))
  const approved = page.waitForResponse((response) => response.url().includes('suggestion.approve'))
  await page.getByRole('textbox', { name: 'Title' }).fill('Read before it is approved')
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Approving… “' })).toBeVisible()
  letThrough()
  await approved
  await expect(page.getByRole('status').filter({ hasText: 'Approved “' })).toBeVisible()
  expect(order).toEqual(['edit', 'approve'])
  await page.unrouteAll({ behavior: 'wait' })
  await visit(page, '/tasks')
  await expect(page.getByText('Read before it is approved').first()).toBeVisible()
})

test('What is typed and cannot be saved is not approved as it was before', async ({ page, sandbox }) => {
  const subjects = ['Ramp plan', 'Winch offer']
  for (const subject of subjects) await sandbox.askBen(subject)
  await signIn(page, 'Ben Okafor')
  await syncAndSeeItems(page, 'ben')
  for (const subject of subjects)
    await expect(page.getByRole('row').filter({ hasText: subject }).getByText('Suggested')).toBeVisible({
      timeout: 30_000,
    })
  const approvals: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('suggestion.approve')) approvals.push(request.postData() ?? '')
  })
  await visit(page, '/')
  const rowOf = (subject: RegExp) => page.locator('.row', { hasText: subject })
  const title = page.getByRole('textbox', { name: 'Title' })
  const detail = page.getByRole('region', { name: 'Suggestion and its source' })
  const tags = page.getByRole('textbox', { name: 'Tags, separated by commas' })
  const approve = page.getByRole('button', { name: 'Approve', exact: true })
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text })
  await rowOf(/ramp plan/i)
    .locator('.title')
    .click()
  await expect(title).toHaveValue(/ramp plan/i)

  await test.step('a title that is too long, or emptied: the button and the key lead to it', async () => {
    await title.fill('a'.repeat(201))
    await approve.click()
    await expect(said(/^Not approved. The title is not saved yet. 1 character too many/)).toBeVisible()
    await expect(title).toBeFocused()
    await expectAccessible(page)
    await title.fill('')
    await title.blur()
    // Still a field to be seen and clicked.
    await expect(title).toHaveAttribute('placeholder', 'Title')
    await page.keyboard.press('a')
    await expect(said(/^Not approved. The title is not saved yet. Give the task a title/)).toBeVisible()
    await expect(title).toBeFocused()
    await expect(title).toHaveValue('')
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Escape')
    await expect(title).toHaveValue(/ramp plan/i)
  })

  await test.step('an impossible date', async () => {
    await detail.getByRole('button', { name: /^Due: / }).click()
    const day = page.getByRole('dialog', { name: 'Due date' }).getByLabel('Day')
    await day.fill('1999-12-31')
    await approve.click()
    await expect(said(/^Not approved. The due date is not saved yet. Choose a day between 2000/)).toBeVisible()
    await expect(day).toBeFocused()
    await page.keyboard.press('Backspace')
    await approve.click()
    await expect(said(/^Not approved. The due date is not saved yet. Choose a day\.$/)).toBeVisible()
    await expect(day).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(day).toBeHidden()
  })

  await test.step('too many tags: a batch leaves it out, and says so', async () => {
    await detail.getByRole('button', { name: /^Tags:/ }).click()
    await tags.fill('a, b, c, d, e, f, g')
    for (const row of [/ramp plan/i, /winch offer/i]) await rowOf(row).getByRole('checkbox').check()
    expect(approvals).toEqual([])
    await page.keyboard.press('Shift+A')
    await expect(said(/^Approved 1; 1 left out: not saved yet/)).toBeVisible()
    await expect(rowOf(/winch offer/i)).toBeHidden()
    await expect(rowOf(/ramp plan/i).getByText(/^Not approved: The tags are not saved yet. These are 7/)).toBeVisible()
    await expect(tags).toHaveValue('a, b, c, d, e, f, g')
    await page.keyboard.press('z')
    await expect(rowOf(/winch offer/i)).toBeVisible()
  })

  await test.step('a reload keeps it, and all above a confidence go without it', async () => {
    await rowOf(/ramp plan/i)
      .locator('.title')
      .click()
    await page.reload()
    await expect(tags).toHaveValue('a, b, c, d, e, f, g')
    await page.getByRole('button', { name: /^Approve \d+ at 85% or more/ }).click()
    await expect(said(/; 1 left out: not saved yet/)).toBeVisible()
    await expect(rowOf(/ramp plan/i)).toBeVisible()
    await page.keyboard.press('z')
    await expect(rowOf(/winch offer/i)).toBeVisible()
  })

  await test.step('what can be saved by then is approved with it, and named as it is', async () => {
    await rowOf(/ramp plan/i)
      .locator('.title')
      .click()
    await tags.fill('plans')
    await tags.press('Enter')
    // What is typed now is another tag.
    await detail.getByRole('button', { name: 'Tags: plans' }).click()
    await page.keyboard.type('ramps')
    await expect(tags).toHaveValue('plans, ramps')
    await tags.fill('')
    await tags.press('Enter')
    await title.fill('Send the ramp plan to Noor')
    await page.keyboard.press('Control+Enter')
    await expect(said(/^Approved “Send the ramp plan to Noor”/)).toBeVisible()
    await page.keyboard.press('z')
    await expect(said(/^Taken back/)).toBeVisible()
  })

  await test.step('with nothing left to take back, the key says so', async () => {
    await expect(page.getByRole('button', { name: /^Undo/ })).toBeHidden({ timeout: undoWindowMs + 5_000 })
    await page.keyboard.press('z')
    await expect(said(/^Nothing to take back here/)).toBeVisible()
  })
})

test('Decisions are taken back one after another by a key, and together', async ({ page, sandbox }) => {
  const subjects = ['Pump offer', 'Scaffold plan']
  for (const subject of subjects)
    await sandbox.deliver({
      to: 'ben@northwind.example',
      from: 'Noor Haddad <noor@fjordline.example>',
      subject,
      text: `Hi Ben,\n\nCould you please send me the signed ${subject.toLowerCase()} by Friday?\n\nNoor`,
    })
  await signIn(page, 'Ben Okafor')
  await syncAndSeeItems(page, 'ben')
  for (const subject of subjects)
    await expect(page.getByRole('row').filter({ hasText: subject }).getByText('Suggested')).toBeVisible({
      timeout: 30_000,
    })
  // The time to take back does not pass, however long this takes.
  await page.clock.setFixedTime(new Date())
  await visit(page, '/')
  const rows = subjects.map((subject) => page.locator('.row', { hasText: new RegExp(subject, 'i') }))
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text })
  const decideBoth = async () => {
    for (const [index, key] of ['d', 'a'].entries()) {
      await rows[index]?.locator('.title').click({ timeout: 30_000 })
      await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(new RegExp(subjects[index] ?? '', 'i'))
      await page.keyboard.press(key)
      await expect(page.locator('.row', { hasText: new RegExp(subjects[index] ?? '', 'i') })).toBeHidden()
    }
    await expect(said(/^Approved “.*scaffold plan/i)).toBeVisible()
  }

  await decideBoth()
  await page.keyboard.press('z')
  await expect(said(/^Taken back “.*scaffold plan/i)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo one more' })).toHaveAttribute(
    'title',
    /^Dismissed “.*pump offer/i,
  )
  await page.keyboard.press('z')
  await expect(said(/^Taken back “.*pump offer/i)).toBeVisible()
  for (const row of rows) await expect(row).toBeVisible()

  await decideBoth()
  await visit(page, '/?view=decided')
  for (const row of rows) await row.getByRole('checkbox').check()
  await expectAccessible(page)
  await page.keyboard.press('Shift+Z')
  await expect(said(/^Took back 2/)).toBeVisible()
  await visit(page, '/')
  for (const row of rows) await expect(row).toBeVisible()
})

test('A decision is taken back long after, by a key; one whose task is done is not', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  const title = (await page.locator('.row').first().locator('.title').textContent()) ?? ''
  const decision = page.getByRole('group', { name: 'Decision' })
  const row = page.getByRole('region', { name: 'Suggestion list' }).getByRole('link', { name: title, exact: true })

  await decision.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Dismissed “' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: undoWindowMs + 5_000 })
  await visit(page, '/?view=decided')
  await row.click()
  await expect(decision.getByText(/^Dismissed by Ben Okafor/)).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('z')
  await expect(page.getByRole('status').filter({ hasText: 'Taken back “' })).toBeVisible()
  await expect(row).toBeHidden()

  await decision.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Approved “' })).toBeVisible()
  await visit(page, '/tasks')
  await page.getByRole('button', { name: `Done: ${title}`, exact: true }).click()
  await visit(page, '/?view=decided')
  await row.click()
  await expect(decision.getByText(/open the task again first/)).toBeVisible()
  await expect(decision.getByRole('button', { name: 'Take back' })).toBeHidden()

  await decision.getByRole('link', { name: 'Go to the task' }).click()
  const task = page.getByRole('dialog', { name: 'Task' })
  await task.getByRole('button', { name: 'Open again' }).click()
  await expect(task.getByRole('button', { name: 'Done', exact: true })).toBeVisible()
  await visit(page, '/?view=decided')
  await row.click()
  await decision.getByRole('button', { name: 'Take back' }).click()
  // Before the answer, the feed would list it as new.
  await expect(page.getByRole('status').filter({ hasText: 'Taken back “' })).toBeVisible()
  await visit(page, '/')
  await expect(row).toBeVisible()
})

test('Tasks that were finished one after another are opened again by a key, the last first', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  const said = (text: RegExp | string) => page.getByRole('status').filter({ hasText: text })
  const titles: string[] = []
  for (let approved = 0; approved < 2; approved++) {
    const title = (await page.locator('.row[aria-current] .title').textContent()) ?? ''
    await page.keyboard.press('a')
    await expect(said(`Approved “${title}”`)).toBeVisible()
    titles.push(title)
  }
  await visit(page, '/tasks')
  // The time to take back does not pass, however long this takes.
  await page.clock.setFixedTime(new Date())
  for (const title of titles) {
    await page.getByRole('button', { name: `Done: ${title}`, exact: true }).click()
    await expect(said(`Done: “${title}”`)).toBeVisible()
  }
  const done = page.getByRole('region', { name: 'Done', exact: true }).locator('.task-row .name')
  await expect(done.first()).toHaveText(titles[1] ?? '')
  for (const title of titles.toReversed()) {
    await page.keyboard.press('z')
    await expect(said(`“${title}” is open again`)).toBeVisible()
  }
  await page.keyboard.press('z')
  await expect(said(/^Nothing to take back here/)).toBeVisible()
})

test('An address that names what there is not says so, or is mended', async ({ page }) => {
  await signIn(page, 'Ben Okafor')
  await visit(page, '/?s=00000000-0000-4000-8000-000000000000&view=bogus')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Suggestion', exact: true }).getByRole('button')).toHaveCount(0)
  await expectAccessible(page)
  await expect(page).toHaveURL(/\?s=00000000-0000-4000-8000-000000000000$/)
})

test.describe('When answers get lost', () => {
  test.use({ broken: true })

  test('a decision is repeated, told as made, and can be taken back', async ({ page }) => {
    await signIn(page, 'Ben Okafor')
    const title = (await page.locator('.row').first().locator('.title').textContent()) ?? ''
    await page.route(
      '**/api/trpc/suggestion.approve**',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 },
    )
    const repeated = page.waitForResponse((response) => response.url().includes('suggestion.approve'))
    await page.keyboard.press('a')
    expect((await repeated).ok()).toBe(true)
    await expect(page.getByRole('status').filter({ hasText: `Approved “${title}”` })).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back')).toBeVisible()
    await expect(page.locator('.row', { hasText: title })).toBeVisible()
  })

  test('a change that is refused keeps its suggestion from being approved', async ({ page }) => {
    await signIn(page, 'Ben Okafor')
    const title = (await page.locator('.row').first().locator('.title').textContent()) ?? ''
    await page.route('**/api/trpc/suggestion.edit**', (route) => route.fulfill({ status: 504, body: '' }))
    const field = page.getByRole('textbox', { name: 'Title' })
    await field.fill('Saved the second time')
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    const row = page.locator('.row', { hasText: title })
    await expect(row.getByText(/^Not approved: Your change was not saved/)).toBeVisible({ timeout: 20_000 })
    await page.unroute('**/api/trpc/suggestion.edit**')
    await row.locator('.title').click()
    await expect(field).toHaveValue('Saved the second time')
    await row.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Approved “Saved the second time”' })).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back')).toBeVisible()
  })

  test('what is typed and approved with a key is there again when the approval is refused', async ({ page }) => {
    await signIn(page, 'Ben Okafor')
    const row = page.locator('.row').first()
    const title = (await row.locator('.title').textContent()) ?? ''
    const field = page.getByRole('textbox', { name: 'Title' })
    await expect(field).toHaveValue(title)
    await page.route('**/api/trpc/suggestion.approve**', (route) => route.fulfill({ status: 504, body: '' }))
    await field.fill('Approved the second time')
    await field.press('Control+Enter')
    const back = page.locator('.row', { hasText: title })
    await expect(back.getByText(/^Not approved: /)).toBeVisible({ timeout: 20_000 })
    await page.unroute('**/api/trpc/suggestion.approve**')
    await back.locator('.title').click()
    await expect(field).toHaveValue('Approved the second time')
    await back.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Approved “Approved the second time”' })).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back')).toBeVisible()
  })
})
