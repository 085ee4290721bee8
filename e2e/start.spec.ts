import { expect, type Request, test } from '@playwright/test'
import { addresses } from './addresses'
import { signIn } from './world'

/** Compressed, of all scripts that the first page brings before it is loaded. */
const mostScriptBytes = 200_000
/** Less would be a page without its scripts, or one that was measured before they came. */
const leastScriptBytes = 100_000

test('The started product is ready, and so are its gateway and the sandbox', async ({ request }) => {
  for (const address of [
    `${addresses.web}/api/health/ready`,
    `${addresses.gateway}/health/ready`,
    `${addresses.sandbox}/health`,
  ]) {
    const response = await request.get(address)
    expect(response.status(), address).toBe(200)
    expect(await response.json()).toMatchObject({ status: 'ready' })
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

test('The first page of somebody signed in brings few scripts, compressed as well as the browser takes them', async ({
  page,
  browser,
}) => {
  await signIn(page, 'Ada')
  // A context of its own, so that nothing is in the cache.
  const context = await browser.newContext({ storageState: await page.context().storageState() })
  const fresh = await context.newPage()
  const scripts: Request[] = []
  fresh.on('request', (request) => request.resourceType() === 'script' && scripts.push(request))
  await fresh.goto('/', { waitUntil: 'load' })
  const untilLoaded = [...scripts]
  await expect(fresh.getByRole('heading', { name: 'Feed', level: 1 })).toBeVisible()

  // The sizes are told when a script is there, also of one that was only asked for by then.
  const sizes = await Promise.all(untilLoaded.map(async (request) => (await request.sizes()).responseBodySize))
  const sum = sizes.reduce((total, size) => total + size, 0)
  expect(sum, 'bytes of scripts').toBeLessThanOrEqual(mostScriptBytes)
  expect(sum, 'bytes of scripts').toBeGreaterThan(leastScriptBytes)
  for (const request of untilLoaded) {
    const headers = (await request.response())?.headers() ?? {}
    expect(headers, request.url()).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  }
  await context.close()
})

test('Built files come by brotli or gzip as the asker takes it, and what is not there is not found', async ({
  request,
}) => {
  const sources = (await (await request.get('/sign-in')).text()).matchAll(/<script[^>]+src="([^"]+\.js[^"]*)"/g)
  const script = [...sources][0]?.[1] ?? ''
  const ask = (path: string, encoding: string) => request.get(path, { headers: { 'accept-encoding': encoding } })
  const [brotli, gzip, plain] = await Promise.all(['gzip, br', 'gzip', 'identity'].map((one) => ask(script, one)))
  expect(brotli?.headers()['content-encoding']).toBe('br')
  expect(gzip?.headers()['content-encoding']).toBe('gzip')
  expect(plain?.headers()['content-encoding']).toBeUndefined()
  for (const answer of [brotli, gzip, plain]) {
    expect(answer?.headers()).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' })
    expect(answer?.headers().vary).toContain('Accept-Encoding')
    expect(await answer?.text()).toBe(await plain?.text())
  }
  for (const path of ['/_next/static/chunks/gone.js', '/_next/static/%2e%2e%2fBUILD_ID'])
    expect((await ask(path, 'br')).status(), path).toBe(404)
})

test('Answers of procedures carry the headers of every answer, and come by gzip to who takes it', async ({ page }) => {
  await signIn(page, 'Ada')
  const ask = (encoding: string) =>
    page.request.get('/api/trpc/connection.list', { headers: { 'accept-encoding': encoding } })
  const [zipped, plain] = await Promise.all([ask('gzip'), ask('identity')])
  expect(zipped.headers()['content-encoding']).toBe('gzip')
  expect(plain.headers()['content-encoding']).toBeUndefined()
  expect(await zipped.json()).toEqual(await plain.json())
  for (const answer of [zipped, plain])
    expect(answer.headers()).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
})
