import { expect, test } from '@playwright/test'
import { addresses } from './addresses'

test('The started product is ready, and so are its gateway and the sandbox', async ({ request }) => {
  for (const address of [
    `${addresses.web}/api/health/ready`,
    `${addresses.gateway}/health/ready`,
    `${addresses.sandbox}/health`,
  ]) {
    const response = await request.get(address)
    expect(response.status(), address).toBe(200)
    expect(await response.json()).toEqual({ status: 'ready' })
  }
})

test('A page comes with the headers against framing, sniffing and foreign scripts', async ({ page }) => {
  const response = await page.goto('/')
  const headers = response?.headers() ?? {}
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' })
  expect(headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-[\w-]+' 'strict-dynamic';/)
  // What somebody smuggles into the page as markup does not run.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', `<p onclick="document.body.dataset.foreign = 'ran'">Smuggled</p>`)
  })
  await page.getByText('Smuggled').click()
  await expect(page.locator('body')).not.toHaveAttribute('data-foreign')
})
