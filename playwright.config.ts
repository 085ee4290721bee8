import { defineConfig } from '@playwright/test'
import { addresses } from './e2e/addresses'
import { filesOfPart, part } from './scripts/checks/journey-parts'
import { chromiumArgs, findChromium } from './scripts/checks/chromium'

export default defineConfig({
  testDir: 'e2e',
  ...filesOfPart,
  outputDir: part ? `test-results/${part}` : 'test-results',
  // The journeys of a part share one running product.
  workers: 1,
  retries: 0,
  // A loaded machine is slow, not wrong: speed is measured elsewhere.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  globalSetup: './scripts/checks/start-product.ts',
  use: {
    baseURL: addresses.web,
    browserName: 'chromium',
    launchOptions: { executablePath: findChromium(), args: chromiumArgs },
    trace: 'retain-on-failure',
  },
})
