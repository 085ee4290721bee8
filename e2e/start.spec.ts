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

test('A browser gets a page that is served with the headers against framing and sniffing', async ({ page }) => {
  const response = await page.goto('/')
  expect(response?.headers()).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' })
})
