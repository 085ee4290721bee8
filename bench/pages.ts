import type { BrowserContext } from '@playwright/test'
import { quantile } from './measure'
import { type Product, untilSynced, withProduct } from './product'
import type { Suite } from './suite'

const paths = ['/', '/tasks', '/integrations', '/settings']
const mostPaintMs = 1_000
const mostScriptKb = 200

/** How soon each page shows its largest part, and what scripts the first one brings; by a browser that has seen nothing before. */
export const run: Suite = ({ quick }) =>
  withProduct(150, async (product) => {
    await product.connect()
    await untilSynced(product)
    const visits = quick ? 3 : 15
    const seen = new Map<string, Visit[]>()
    // The first visits warm the server up and are left out.
    for (const path of paths) await visit(product, path)
    for (let turn = 0; turn < visits; turn++)
      for (const path of paths) seen.set(path, [...(seen.get(path) ?? []), await visit(product, path)])
    const paints = (path: string) => (seen.get(path) ?? []).map(({ paintMs }) => paintMs)
    const slowest = Math.max(...paths.map((path) => quantile(paints(path), 0.5)))
    const scriptKb = Math.max(...(seen.get('/') ?? []).map(({ scriptBytes }) => scriptBytes / 1_024))
    return {
      rows: paths.map((path) => ({
        'page, with an empty cache': path,
        'largest paint ms, p50': Math.round(quantile(paints(path), 0.5)),
        'at most': Math.round(Math.max(...paints(path))),
        'scripts KB': Math.round((seen.get(path)?.[0]?.scriptBytes ?? 0) / 1_024),
      })),
      goals: [
        {
          name: `largest paint under ${mostPaintMs} ms on each page: ${slowest.toFixed(0)}`,
          reached: slowest < mostPaintMs,
        },
        {
          name: `scripts of / under ${mostScriptKb} KB compressed: ${scriptKb.toFixed(1)}`,
          reached: scriptKb < mostScriptKb,
        },
      ],
    }
  })

type Visit = { paintMs: number; scriptBytes: number }

/** In a context of its own, so that nothing is in the cache. */
async function visit({ browser, url }: Product, path: string): Promise<Visit> {
  const context = await freshContext(browser, url)
  const page = await context.newPage()
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script')
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  const paintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        })
      }),
  )
  const scriptBytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  await context.close()
  return { paintMs, scriptBytes }
}

async function freshContext(signedIn: BrowserContext, url: string): Promise<BrowserContext> {
  const browser = signedIn.browser()
  if (!browser) throw new Error('The browser has ended.')
  return browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    storageState: await signedIn.storageState(),
  })
}
