import { type Page } from '@playwright/test'
import { undoWindowMs } from './addresses'
import { expect, expectAccessible, test, untilAwake, visit } from './world'

/** Presses Tab until what has the focus has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    )
    if (name.test(focused)) return
  }
  throw new Error(`Tab never reached ${name}.`)
}

const currentTitle = (page: Page) => page.locator('.row[aria-current] .title').textContent()

test('The whole job by keyboard alone', async ({ page, sandbox }) => {
  test.setTimeout(120_000)
  await visit(page, '/sign-in')
  await tabTo(page, /Continue as Ben/)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Suggestions will appear here')).toBeVisible()

  await test.step('to Integrations by keys, connect, allow', async () => {
    await untilAwake(page)
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(page.getByRole('heading', { name: 'Integrations', level: 1 })).toBeVisible()
    await tabTo(page, /Connect Gmail/)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Choose an account' })).toBeVisible()
    await tabTo(page, /Ben Okafor/)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Switchboard wants access' })).toBeVisible()
    await tabTo(page, /^Allow$/)
    await page.keyboard.press('Enter')
    // What the sync still brings would come below a line that waits, and j had nowhere to go.
    await expect(page.getByRole('heading', { name: 'Read what is unread' })).toBeVisible({ timeout: 30_000 })
    await tabTo(page, /Decide/)
    await page.keyboard.press('Enter')
    await expect(page.locator('.row[aria-current]')).toBeVisible({ timeout: 30_000 })
  })

  await test.step('down, up, select, approve the selected, take back', async () => {
    const first = await currentTitle(page)
    await page.keyboard.press('j')
    await expect.poll(() => currentTitle(page)).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(() => currentTitle(page)).toBe(first)
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(page.getByText('2 selected')).toBeVisible()
    await page.keyboard.press('Shift+A')
    await expect(page.getByRole('status').filter({ hasText: 'Approved 2' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
    await page.keyboard.press('z')
    await expect(page.getByText('Took back 2')).toBeVisible()
    await expect(page.locator('.row .title', { hasText: first ?? '' })).toBeVisible()
  })

  await test.step('edit the title and approve from it; dismiss the next', async () => {
    await tabTo(page, /^Due: /)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Due date' })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    // Whoever closes it by hand presses the next key after it has given the focus back.
    await expect(
      page.getByRole('region', { name: 'Suggestion and its source' }).getByRole('button', { name: /^Due: / }),
    ).toBeFocused()
    await page.keyboard.press('e')
    await expect(page.getByLabel('Title')).toBeFocused()
    await page.keyboard.type('Typed without a mouse')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Approved' })).toBeVisible()
    await expect.poll(() => currentTitle(page)).not.toBe('Typed without a mouse')
    const next = await currentTitle(page)
    await page.keyboard.press('d')
    await expect(page.getByRole('status').filter({ hasText: `Dismissed “${next}”` })).toBeVisible()
  })

  await test.step('search, keys, palette', async () => {
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: 'Search suggestions' })).toBeFocused()
    await page.keyboard.type('zzz nothing')
    await expect(page.getByText('No suggestion matches these filters.')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.locator('.row').first()).toBeVisible()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(page.getByPlaceholder('Search or go to')).toBeFocused()
    await expectAccessible(page)
    await page.keyboard.type('tasks')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeVisible()
  })

  await test.step('finish the task and see the mail read', async () => {
    await page.keyboard.press('j')
    await expect(page.getByRole('button', { name: 'Typed without a mouse', exact: true })).toBeFocused()
    await page.keyboard.press('x')
    await expect(page.getByRole('status').filter({ hasText: 'Done: “Typed without a mouse”' })).toBeVisible()
    await expect(page.locator('.task-row', { hasText: 'Typed without a mouse' }).getByText('Archived')).toBeVisible({
      timeout: undoWindowMs + 20_000,
    })
  })
  await sandbox.mendAll()
})
