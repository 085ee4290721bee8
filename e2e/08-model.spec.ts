import type { Page } from '@playwright/test'
import { expect, expectAccessible, judgeOffline, signIn, syncAndSeeItems, test } from './world'

test.afterEach(({ sandbox }) => sandbox.mendAll())

const rowOf = (page: Page, subject: string) => page.getByRole('row').filter({ hasText: subject })

test('What a remote model does not judge is told with its reason, and judged once the model is well', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(240_000)
  await signIn(page, 'Ada Lindqvist')
  await judgeOffline(page, false)
  await expect(page.getByRole('definition').filter({ hasText: 'gpt-4.1-mini' })).toBeVisible()
  await signIn(page, 'Ben Okafor')
  const item = page.getByRole('dialog', { name: 'Item' })

  await test.step('asked to slow down, the mail waits and says for what', async () => {
    await sandbox.askBen('Berth plan')
    const mend = await sandbox.switchOn({ kind: 'too_many_requests', path: '/openai', retryAfter: '1' })
    await syncAndSeeItems(page, 'ben')
    await expect(rowOf(page, 'Berth plan').getByText('Waiting')).toBeVisible({ timeout: 30_000 })
    await expectAccessible(page)
    await rowOf(page, 'Berth plan').getByRole('button', { name: 'Berth plan', exact: true }).click()
    await expect(item.getByText(/slow down/)).toBeVisible()
    await mend()
  })

  await test.step('an answer that is none is written on the mail, which can be tried again', async () => {
    await sandbox.askBen('Crane plan')
    const mend = await sandbox.switchOn({ kind: 'invalid_json' })
    await syncAndSeeItems(page, 'ben')
    await expect(rowOf(page, 'Crane plan').getByText('Failed')).toBeVisible({ timeout: 30_000 })
    await rowOf(page, 'Crane plan').getByRole('button', { name: 'Crane plan', exact: true }).click()
    await expect(item.getByText(/invalid answer/)).toBeVisible()
    await expectAccessible(page)
    await mend()
    await item.getByRole('button', { name: 'Try again' }).click()
    await item.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('the model is well: both are suggestions', async () => {
    // The first waits for half a minute at least, and is looked for once a minute.
    for (const subject of ['Crane plan', 'Berth plan'])
      await expect(rowOf(page, subject).getByText('Suggested')).toBeVisible({ timeout: 100_000 })
  })
})
