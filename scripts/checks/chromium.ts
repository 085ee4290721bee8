import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { z } from 'zod'

/** For root, and for networks that reach nothing outside. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A browser that is on this machine: the one that PLAYWRIGHT_CHROMIUM names, the system's, Playwright's own. */
export function findChromium(wanted = process.env.PLAYWRIGHT_CHROMIUM): string | undefined {
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`PLAYWRIGHT_CHROMIUM names ${wanted}, which does not exist.`)
    return wanted
  }
  return [...installed, chromium.executablePath()].find((file) => existsSync(file))
}

/** Finds a browser, or installs one by the first way that works. Throws when none does. */
export async function ensureChromium(root: string): Promise<string> {
  const present = findChromium()
  if (present) return present
  console.log('Installing a browser for the tests…')
  for (const install of [installFromDebian, () => installFromPlaywright(root)]) {
    install()
    const found = findChromium()
    if (found) return found
  }
  return installFromNpm(root)
}

function installFromDebian(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const aptGet = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  const install = () => aptGet('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation')
  if (!install() && aptGet('update')) install()
}

function installFromPlaywright(root: string): void {
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 180_000 })
}

const packagedSchema = z.object({
  default: z.object({ executablePath: z.function({ input: [], output: z.promise(z.string()) }) }),
})

/** A browser packed for servers: the last way, because it brings no fonts. */
async function installFromNpm(root: string): Promise<string> {
  const folder = path.join(root, 'node_modules/.cache/switchboard-chromium')
  spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '@sparticuz/chromium@153.0.0'], {
    stdio: 'ignore',
  })
  try {
    const entry = createRequire(path.join(folder, 'package.json')).resolve('@sparticuz/chromium')
    const packaged = packagedSchema.parse(await import(pathToFileURL(entry).href))
    return await packaged.default.executablePath()
  } catch (error) {
    throw new Error('No browser could be installed. Install Chromium, or name one with PLAYWRIGHT_CHROMIUM.', {
      cause: error,
    })
  }
}
