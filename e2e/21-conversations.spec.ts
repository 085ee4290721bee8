import type { Page } from '@playwright/test'
import { expect, expectAccessible, signIn, test, untilAwake, visit } from './world'

const thread = (page: Page) => page.getByRole('log', { name: 'What was said' })
const said = (page: Page) => thread(page).getByRole('article')
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('A person talks with the agent, in two tabs at once, and ends the conversation', async ({ page, context }) => {
  await signIn(page, 'Ada Lindqvist')
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page.getByRole('heading', { name: 'Conversations', level: 1 })).toBeVisible()
  await untilAwake(page)

  await test.step('an example fills the field, and the first message begins it', async () => {
    const example = page.getByRole('list', { name: 'You might ask' }).getByRole('button').first()
    const words = (await example.textContent()) ?? ''
    await example.click()
    await expect(field(page)).toHaveValue(words)
    await expect(field(page)).toBeFocused()
    await expectAccessible(page)
    await field(page).fill('Where is the **venue**?')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('Second line')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/conversations\/[0-9a-f-]{36}$/)
    await expect(said(page).first()).toContainText('You')
    await expect(said(page).first().locator('strong')).toHaveText('venue')
  })

  await test.step('the answer appears, and stays in its place', async () => {
    await expect(said(page)).toHaveCount(2)
    await expect(said(page).nth(1)).toContainText('Assistant')
    await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0)
    const before = await said(page).allTextContents()
    await page.reload()
    await untilAwake(page)
    await expect(said(page)).toHaveText(before)
    await expectAccessible(page)
  })

  const other = await context.newPage()
  await test.step('another tab sees the same at the same time', async () => {
    await visit(other, new URL(page.url()).pathname)
    await expect(said(other)).toHaveCount(2)
    await field(page).fill('And by which train?')
    await page.keyboard.press('Enter')
    await expect(said(page).filter({ hasText: 'And by which train?' })).toHaveCount(1)
    await expect(said(other)).toHaveCount(4)
    await expect(said(page)).toHaveCount(4)
    await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0)
    await expect(said(other)).toHaveText(await said(page).allTextContents())
  })

  await test.step('what is typed is kept, and the end is told in both', async () => {
    await field(page).fill('Not sent yet')
    await page.reload()
    await expect(field(page)).toHaveValue('Not sent yet')
    await untilAwake(page)
    await expect(page.getByText('Assistant is there')).toBeVisible()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await expect(page.getByText('This conversation has ended.')).toBeVisible()
    await expect(field(page)).toBeDisabled()
    await expect(other.getByText('This conversation has ended.')).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Where is the' }).first()).toContainText('Done')
  })
  await other.close()
})
