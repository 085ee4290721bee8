import { undoWindowMs } from './addresses'
import { expect, expectAccessible, goToConsent, signIn, test, visit, watch } from './world'

const ada = 'ada@northwind.example'

test('One mail goes through the whole house: connect, sync, decide, do, take back, disconnect', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  await signIn(page, 'Ada Lindqvist')

  await test.step('connect, and watch the first sync move', async () => {
    await visit(page, '/welcome')
    await expectAccessible(page)
    await sandbox.slowDown('/gmail/v1/users/me/messages', 250, 60)
    await goToConsent(page, 'Ada Lindqvist')
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: `${ada} is connected` })).toBeVisible()
    const progress = page.getByRole('progressbar', { name: 'First sync' })
    const seen = new Set<string>()
    await expect(async () => {
      seen.add((await progress.textContent()) ?? '')
      expect(seen.size).toBeGreaterThanOrEqual(3)
    }).toPass({ intervals: [100], timeout: 30_000 })
    await page.reload()
    await expect(progress).toContainText('suggestions')
    await expect(page.getByRole('link', { name: /Decide the first of/ })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('heading', { name: 'Read what is unread' })).toBeVisible({ timeout: 60_000 })
    await sandbox.mendAll()
    await expectAccessible(page)
    await page.getByRole('link', { name: /Decide the first of/ }).click()
  })

  const list = page.getByRole('region', { name: 'Suggestion list' })
  const detail = page.getByRole('region', { name: 'Suggestion', exact: true })
  const decision = page.getByRole('group', { name: 'Decision' })

  await test.step('review with highlighted evidence', async () => {
    await list.getByRole('link', { name: /security questionnaire/ }).click()
    await expect(detail.getByRole('heading', { name: 'Security questionnaire before we can sign' })).toBeVisible()
    await expect(detail.locator('mark').first()).toContainText('Could you return the attached security questionnaire')
    await detail.getByRole('link', { name: 'Evidence 2' }).click()
    await expect(detail.locator('mark:target')).toContainText('Tuesday noon')
    await expectAccessible(page)
  })

  await test.step('edit and approve', async () => {
    await decision.getByRole('button', { name: 'Edit' }).click()
    await detail.getByLabel('Title').fill('Send Meridian the questionnaire')
    await detail.getByLabel('Title').press('Enter')
    await expect(list.getByRole('link', { name: 'Send Meridian the questionnaire' })).toBeVisible()
    await detail.getByRole('button', { name: /^Priority/ }).click()
    await page.getByRole('menuitemradio', { name: 'High' }).click()
    await expect(detail.getByRole('button', { name: 'Priority: High' })).toBeVisible()
    await decision.getByRole('button', { name: 'Approve' }).click()
    await expect(
      page.getByRole('status').filter({ hasText: 'Approved “Send Meridian the questionnaire”' }),
    ).toBeVisible()
    await expect(list.getByRole('link', { name: 'Send Meridian the questionnaire' })).toBeHidden()
  })

  await test.step('dismiss with a reason, and undo', async () => {
    const row = list.getByRole('link', { name: /Pay Corvid Hosting invoice/ })
    await row.click()
    await page.getByRole('button', { name: 'Dismiss with a reason' }).click()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'Already done' }).click()
    await expect(row).toBeHidden()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('Taken back')).toBeVisible()
    await expect(row).toBeVisible()
  })

  await test.step('the palette finds by title first', async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or go to').fill('corvid')
    await expect(page.getByRole('option').first()).toContainText('Pay Corvid Hosting invoice')
    await page.keyboard.press('Escape')
  })

  await test.step('approve all above the line, flagged ones stay', async () => {
    const button = page.getByRole('button', { name: /Approve \d+ at 85% or more/ })
    const many = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0])
    expect(many).toBeGreaterThan(5)
    await button.click()
    await expect(page.getByRole('status').filter({ hasText: `Approved ${many}` })).toBeVisible()
    await expect(button).toBeHidden()
    await expect(list.locator('.row', { hasText: 'Flagged' })).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: undoWindowMs + 5_000 })
  })

  await test.step('a new mail becomes a suggestion without a reload, below a line that waits', async () => {
    await sandbox.deliver({
      to: ada,
      from: 'Noor Haddad <noor@fjordline.example>',
      subject: 'Seat plan',
      text: 'Hi Ada,\n\nCould you please send me the final seat plan by Friday?\n\nNoor',
    })
    await page.evaluate(() => document.querySelector<HTMLElement>('body')?.focus())
    await page.getByRole('button', { name: 'Search or go to' }).click()
    await page.getByRole('option', { name: 'Sync all' }).click()
    await page.getByRole('button', { name: /1 new suggestion/ }).click({ timeout: 30_000 })
    await expect(list.getByRole('link', { name: /seat plan/i })).toBeVisible()
  })

  await test.step('finish the task: the mail is read and archived', async () => {
    expect(await sandbox.labelsOf(ada, 'Security questionnaire before we can sign')).toEqual(
      expect.arrayContaining(['INBOX', 'UNREAD']),
    )
    await page.getByRole('link', { name: /^Tasks/ }).click()
    await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done: Send Meridian the questionnaire' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Done: “Send Meridian the questionnaire”' })).toBeVisible()
    await expect(page.locator('.task-row', { hasText: 'Send Meridian' }).getByText('Archived')).toBeVisible({
      timeout: 30_000,
    })
    const labels = await sandbox.labelsOf(ada, 'Security questionnaire before we can sign')
    expect(labels).not.toContain('INBOX')
    expect(labels).not.toContain('UNREAD')
    await page.getByRole('link', { name: 'Activity' }).click()
    await expect(page.getByRole('table').getByText('Marked read')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('open it again: the mail is back', async () => {
    await visit(page, '/tasks')
    await page.getByRole('button', { name: 'Send Meridian the questionnaire', exact: true }).click()
    const panel = page.getByRole('dialog', { name: 'Task' })
    await expectAccessible(page)
    await panel.getByRole('button', { name: 'Open again' }).click()
    await expect(panel.getByText(/back in the inbox/)).toBeVisible({ timeout: 30_000 })
    await expect
      .poll(() => sandbox.labelsOf(ada, 'Security questionnaire before we can sign'))
      .toEqual(expect.arrayContaining(['INBOX', 'UNREAD']))
    await panel.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('the board, the settings and the sync log', async () => {
    await page.getByRole('button', { name: 'Board', exact: true }).click()
    await expect(page.getByRole('region', { name: 'In progress' })).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/integrations')
    await expectAccessible(page)
    await page
      .getByRole('article', { name: `Gmail ${ada}` })
      .getByRole('link', { name: 'Gmail' })
      .click()
    await page.getByLabel('Fetch at a time').fill('0')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await expect(page.getByText('Give a whole number of mails from 1 to 500.')).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('Fetch at a time').fill('40')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.getByRole('tab', { name: 'Sync log' }).click()
    await expect(page.getByRole('table').getByText('First sync')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Items' }).click()
    await page.getByLabel('Outcome').selectOption('No action needed')
    await expect(page.getByRole('table').getByText('No action needed').first()).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/settings')
    await expect(page.getByText('Ben Okafor')).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('Undo is possible for').fill('2')
    await page.getByLabel('Monthly budget').fill('much')
    await page.getByRole('button', { name: 'Save team settings' }).click()
    await expect(page.getByText('Give a whole number of seconds from 3 to 60, or leave it empty.')).toBeVisible()
    await expect(page.getByText('Give an amount from 0 to 1,000,000 US dollars, or leave it empty.')).toBeVisible()
    await expect(page.getByLabel('Undo is possible for')).toBeFocused()
    await expectAccessible(page)
    await page.getByLabel('Name', { exact: true }).fill('Ada L.')
    await page.getByRole('link', { name: /^Tasks/ }).click()
    await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeVisible()
    await page.goBack()
    await expect(page.getByLabel('Undo is possible for')).toHaveValue('2')
    await expect(page.getByLabel('Monthly budget')).toHaveValue('much')
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Ada L.')
    await expect(page.getByText('Unsaved changes')).toHaveCount(2)
    for (let forms = 2; forms > 0; forms--) await page.getByRole('button', { name: 'Discard' }).first().click()
    await expect(page.getByText(/^3 to 60; empty: /)).toBeVisible()
    await expect(page.getByLabel('Undo is possible for')).not.toHaveValue('2')
    await expect(page.getByLabel('Name', { exact: true })).not.toHaveValue('Ada L.')
    await expect(page.getByText('Unsaved changes')).toHaveCount(0)
  })

  await test.step('a withdrawn consent shows in its row with the mend, and mends', async () => {
    await sandbox.withdrawConsent(ada)
    await visit(page, '/integrations')
    const row = page.getByRole('article', { name: `Gmail ${ada}` })
    await row.getByRole('button', { name: 'Sync now' }).click()
    await expect(row.getByText('Access ended')).toBeVisible({ timeout: 30_000 })
    await expectAccessible(page)
    await row.getByRole('button', { name: 'Reconnect Gmail' }).click()
    await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByText(`${ada} is connected. What was missed is being fetched.`)).toBeVisible()
  })

  await test.step('disconnect: the grant is given back', async () => {
    expect((await sandbox.gmailGrants(ada)).length).toBeGreaterThan(0)
    await visit(page, '/integrations')
    await page.getByRole('button', { name: `More for Gmail ${ada}` }).click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Disconnect Gmail' }).click()
    await expect(page.getByText(`Gmail ${ada} is disconnected.`)).toBeVisible()
    await expect(page.getByText('Nothing is connected.')).toBeVisible()
    expect(await sandbox.gmailGrants(ada)).toEqual([])
  })
})

test('Two browsers approve the same suggestion: one task, and the second person sees who was first', async ({
  page,
  browser,
}) => {
  await signIn(page, 'Ada Lindqvist')
  const other = await (await browser.newContext()).newPage()
  const said: string[] = []
  watch(other, said)
  await signIn(other, 'Ada Lindqvist')
  const title = await page.getByRole('region', { name: 'Suggestion list' }).getByRole('link').first().textContent()
  await expect(
    other.getByRole('region', { name: 'Suggestion list' }).getByRole('link', { name: title ?? '' }),
  ).toBeVisible()
  // The second browser does not hear of the first one's decision before it makes its own.
  await other.route(/api\/trpc\/.*suggestion\.list/, (route) => route.abort())
  const approve = { name: 'Approve', exact: true }
  await page.getByRole('group', { name: 'Decision' }).getByRole('button', approve).click()
  await expect(page.getByRole('status').filter({ hasText: 'Approved “' })).toBeVisible()
  await other.getByRole('group', { name: 'Decision' }).getByRole('button', approve).click()
  await expect(other.getByText(/Not approved: Ada Lindqvist approved it at \d\d:\d\d/)).toBeVisible()
  await visit(page, '/tasks')
  await expect(page.getByRole('button', { name: title ?? '', exact: true })).toHaveCount(1)
  await other.context().close()
})
