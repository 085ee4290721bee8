import type { Page } from '@playwright/test'
import { expect, expectAccessible, signInByLink, test, visit } from './world'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const thread = (page: Page) => page.getByRole('log', { name: 'What was said' })
const facts = (page: Page) => page.getByRole('table', { name: 'What is remembered' })

async function say(page: Page, words: string) {
  await field(page).fill(words)
  await field(page).press('Enter')
}

test('What a person tells is remembered, read, corrected, and gone once they want it so', async ({ page, sandbox }) => {
  await signInByLink(page, sandbox, 'mira@lighthouse.example')
  await visit(page, '/conversations?new=true')

  await test.step('it stands under the answer, and can be taken back there', async () => {
    await say(page, 'I prefer the aisle seat on trains.')
    await expect(page).toHaveURL(/\/conversations\/[0-9a-f-]{36}$/)
    await expect(thread(page).getByText('Remembered: I prefer the aisle seat on trains')).toBeVisible()
    await expectAccessible(page)
    await thread(page).getByRole('button', { name: /^Undo/ }).click()
    await expect(thread(page).getByText('Forgotten: I prefer')).toBeVisible()
    await thread(page).getByRole('button', { name: /^Undo/ }).click()
    await expect(thread(page).getByText('Remembered: I prefer')).toBeVisible()
    await say(page, 'What do you know about me?')
    await expect(thread(page).getByRole('article').last()).toContainText('You have told me')
    await expect(thread(page).getByRole('article').last()).toContainText('aisle seat')
  })
  const conversation = new URL(page.url()).pathname

  await test.step('its page says where it was told, and takes the person’s own words', async () => {
    await visit(page, '/settings/memory')
    await expect(facts(page).getByRole('link', { name: 'I prefer the aisle seat on trains.' })).toBeVisible()
    await facts(page).getByRole('button', { name: 'I prefer the aisle seat on trains', exact: true }).click()
    await page.getByRole('textbox', { name: 'What is remembered' }).fill('I prefer the window seat')
    await page.keyboard.press('Enter')
    await expect(facts(page).getByText('In your own words')).toBeVisible()
    await facts(page)
      .getByRole('combobox', { name: /^Importance/ })
      .selectOption('5')
    await page.getByRole('searchbox', { name: 'Search what is remembered' }).fill('window')
  })

  await test.step('what is deleted comes back, and is unknown once memory is off', async () => {
    await facts(page).getByRole('button', { name: 'Forget “I prefer the window seat”' }).click()
    await expect(facts(page).getByRole('button', { name: /^Undo/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(facts(page).getByRole('combobox', { name: /^Importance/ })).toHaveValue('5')
    await page.getByRole('switch', { name: 'Remember what I tell' }).setChecked(false)
    await expect(page.getByText('Memory is off')).toBeVisible()
    await expectAccessible(page)
    await visit(page, conversation)
    await say(page, 'And what do you know now? What do you remember?')
    await expect(thread(page).getByRole('article').last()).toContainText('You have told me nothing yet')
  })
})
