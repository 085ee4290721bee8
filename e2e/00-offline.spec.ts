import { expect, judgeOffline, signIn, test } from './world'

test('An admin has the offline generator judge the team’s mail', async ({ page }) => {
  await signIn(page, 'Ada Lindqvist')
  await judgeOffline(page, true)
  await page.reload()
  await expect(page.getByRole('switch', { name: 'Offline generator only' })).toBeChecked()
  await expect(page.getByRole('definition').filter({ hasText: 'Offline generator' })).toBeVisible()
})
