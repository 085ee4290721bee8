import { addresses } from './addresses'
import { expect, expectAccessible, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

const ada = 'ada@northwind.example'
const account = 'Ada Lindqvist in Northwind Studio'
const study = 'Write the case study about Fjordline'
const report = 'Review the accessibility report'
const pitch = 'Prepare the pitch for Harbour Light'

test('Notion goes through the house: refused, connect, sync, decide, what changes there, disconnect', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  // A team of its own: what comes from Notion is in nobody else's way.
  await signInByLink(page, sandbox, 'emil@meridian.example')
  await judgeOffline(page, true)
  const row = page.getByRole('article', { name: `Notion ${account}` })
  const list = page.getByRole('region', { name: 'Suggestion list' })
  const detail = page.getByRole('region', { name: 'Suggestion', exact: true })
  const syncAgain = async () => {
    await visit(page, '/integrations')
    await row.getByRole('button', { name: /^Sync now/ }).click()
  }

  await test.step('who refuses at Notion has connected nothing', async () => {
    await visit(page, '/integrations')
    await page.getByText('What Switchboard may do').click()
    await expect(page.getByText('Notion asks which pages Switchboard may read')).toBeVisible()
    await page.getByRole('button', { name: 'Connect Notion' }).click()
    await expect(page.getByRole('heading', { name: 'Switchboard wants to connect to Northwind Studio' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: 'You did not allow Notion' })).toBeVisible()
    await expectAccessible(page)
    expect(await sandbox.notionGrants(ada)).toEqual([])
  })

  await test.step('connect, and watch the first sync', async () => {
    await visit(page, '/integrations')
    await page.getByRole('button', { name: 'Connect Notion' }).click()
    await page.getByLabel('Signed in as').selectOption('Ada Lindqvist')
    await page.getByRole('button', { name: 'Allow access' }).click()
    await expect(page.getByRole('heading', { name: `${account} is connected` })).toBeVisible()
    await expect(page.getByRole('link', { name: /Decide the first of/ })).toBeVisible({ timeout: 60_000 })
    await expectAccessible(page)
    await page.getByRole('link', { name: /Decide the first of/ }).click()
  })

  await test.step('a row that is assigned: its status, its date, its words', async () => {
    await list.getByRole('link', { name: new RegExp(`^${pitch}`) }).click()
    await expect(detail.getByRole('heading', { name: pitch }).first()).toBeVisible()
    await expect(detail.locator('h2 mark')).toContainText(pitch)
    const facts = detail.getByRole('list', { name: 'Page' })
    await expect(facts).toContainText('Assigned to you')
    await expect(facts).toContainText('In progress')
    await expect(facts).toContainText(/Due \w+ \d/)
    await expect(facts).toContainText('Project: New business')
    await expect(detail.getByText('Three routes, ten pages at most.')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('a page that mentions: the paragraph that asks is marked', async () => {
    await list.getByRole('link', { name: /^Send the revised schedule to Noor/ }).click()
    await expect(detail.locator('mark').first()).toContainText('please send the revised schedule to Noor')
    await expect(detail.getByRole('list', { name: 'Page' })).toContainText('Ben Okafor mentions you')
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await visit(page, '/tasks')
    await expect(page.getByText('Send the revised schedule to Noor').first()).toBeVisible()
  })

  await test.step('finishing a task completes its row; opened again, the row has the status it had', async () => {
    const before = await sandbox.notionStatus(study)
    await visit(page, '/')
    await list.getByRole('link', { name: new RegExp(`^${study}`) }).click()
    await expect(detail.getByRole('button', { name: 'When done: Complete its row in Notion' })).toBeVisible()
    await detail.getByRole('button', { name: /^Approve/ }).click()
    await visit(page, '/tasks')
    await page.getByRole('button', { name: `Done: ${study}` }).click()
    await expect.poll(() => sandbox.notionStatus(study), { timeout: 40_000 }).toBe('Done')
    await visit(page, '/activity')
    await expect(page.getByText('Row completed')).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/tasks')
    await page.getByRole('button', { name: `Done: ${study}` }).click()
    await expect.poll(() => sandbox.notionStatus(study), { timeout: 40_000 }).toBe(before)
    await visit(page, '/activity')
    await expect(page.getByText('Status as it was')).toBeVisible()
  })

  await test.step('what is written there comes with the next sync', async () => {
    await page.goto(`${addresses.sandbox}/workspace`)
    await page.getByLabel('Title').fill('Shipping of the catalogue')
    await page.getByLabel('Task of').selectOption('Nobody: a page')
    await page.getByLabel('Text').fill('@Ada Lindqvist please check the addresses by Friday.')
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    await expect(page.getByRole('status')).toContainText('Shipping of the catalogue')
    await syncAgain()
    await visit(page, '/')
    await seeArrive(page, /^Check the addresses/)
  })

  await test.step('a mention in a comment comes though nobody syncs: Notion tells of it', async () => {
    await visit(page, '/integrations')
    await row.getByRole('link', { name: 'Notion', exact: true }).click()
    await page.getByRole('tab', { name: 'Events' }).click()
    await expect(page.getByText('Notion tells of each change of a page and its comments at once.')).toBeVisible()
    await sandbox.holdWebhooks(false)
    await page.goto(`${addresses.sandbox}/workspace`)
    await page.getByLabel('Below').selectOption('Office handbook')
    await page.getByLabel('Words').fill('@Ada Lindqvist please send the list of keys to Clara by Friday.')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await expect(page.getByRole('status')).toContainText('Office handbook')
    await visit(page, '/')
    await seeArrive(page, /^Send the list of keys to Clara/)
    await sandbox.holdWebhooks(true)
  })

  await test.step('what is finished there closes what was proposed for it', async () => {
    await page.goto(`${addresses.sandbox}/workspace`)
    await page.getByRole('button', { name: `Done “${pitch}”` }).click()
    await syncAgain()
    await expect(async () => {
      await visit(page, '/?view=decided')
      await expect(list.getByRole('link', { name: new RegExp(`^${pitch}`) })).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    await list.getByRole('link', { name: new RegExp(`^${pitch}`) }).click()
    await expect(detail.getByText(/^Closed by itself, .*: Its status is “Done”\.$/)).toBeVisible()
  })

  await test.step('closed while its title is typed: the words are kept, and become a task all the same', async () => {
    await visit(page, '/')
    await list.getByRole('link', { name: new RegExp(`^${report}`) }).click()
    const title = detail.getByRole('textbox', { name: 'Title' })
    await expect(title).toHaveValue(report)
    await title.fill('Answer the accessibility report myself')
    const elsewhere = await page.context().newPage()
    await elsewhere.goto(`${addresses.sandbox}/workspace`)
    await elsewhere.getByRole('button', { name: `Done “${report}”` }).click()
    await expect(elsewhere.getByRole('status')).toContainText(report)
    await visit(elsewhere, '/integrations')
    await elsewhere
      .getByRole('article', { name: `Notion ${account}` })
      .getByRole('button', { name: /^Sync now/ })
      .click()
    const told = detail.getByRole('status').filter({ hasText: 'This closed by itself while you were writing' })
    await expect(told).toContainText('Its status is “Done”. Your words are kept: the title.', { timeout: 30_000 })
    await elsewhere.close()
    await expect(title).toHaveValue('Answer the accessibility report myself')
    await expectAccessible(page)
    await told.getByRole('button', { name: 'Make a task of it anyway' }).click()
    await expect(told).toBeHidden()
    await expect(page.getByRole('status').filter({ hasText: 'Approved “Answer the accessibility' })).toBeVisible()
    await visit(page, '/tasks')
    await expect(page.getByText('Answer the accessibility report myself').first()).toBeVisible()
  })

  await test.step('a task whose page is thrown away says so, in the list and open', async () => {
    await page.goto(`${addresses.sandbox}/workspace`)
    await page.getByRole('button', { name: 'Delete “Kick-off Fjordline: notes”' }).click()
    await expect(page.getByRole('status')).toContainText('Kick-off Fjordline: notes')
    await syncAgain()
    await visit(page, '/tasks')
    const task = page.getByRole('listitem').filter({ hasText: 'Send the revised schedule to Noor' })
    await expect(task).toContainText('The page was moved to the trash', { timeout: 30_000 })
    await task.getByRole('button', { name: 'Send the revised schedule to Noor', exact: true }).click()
    await expect(page.getByRole('dialog', { name: 'Task' }).getByRole('status')).toContainText(
      'The page was moved to the trash. The task stays until you finish or delete it.',
    )
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  })

  await test.step('settings are Notion’s own', async () => {
    await visit(page, '/integrations')
    await row.getByRole('link', { name: 'Notion', exact: true }).click()
    await page.getByLabel('First sync goes back').fill('400')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Give a whole number of days from 1 to 365.')).toBeVisible()
    await page.getByLabel('First sync goes back').fill('30')
    // The bar comes to stand where the field was.
    const property = page.getByLabel('The status is in')
    await property.evaluate((field) => field.scrollIntoView({ block: 'end' }))
    await property.focus()
    await page.keyboard.type('Status')
    const bar = page.getByRole('group', { name: 'Save' })
    await expect
      .poll(async () => ((await property.boundingBox())?.y ?? 0) + 32 <= ((await bar.boundingBox())?.y ?? 0))
      .toBe(true)
    await page.getByLabel('Done is the status').fill('In review')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('‘In review’ does not count as complete in Notion. There is ‘Done’')).toBeVisible()
    await page.getByLabel('Done is the status').fill('dropped')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await expect(page.getByLabel('Done is the status')).toHaveValue('Dropped')
    await expectAccessible(page)
  })

  await test.step('disconnect', async () => {
    await visit(page, '/integrations')
    await page.getByRole('button', { name: `More for Notion ${account}` }).click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect Notion' }).click()
    await expect(page.getByText(`Notion ${account} is disconnected.`)).toBeVisible()
    expect(await sandbox.notionGrants(ada)).toEqual([])
  })
})
