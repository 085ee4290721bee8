import { parseArgs } from 'node:util'
import { startWebServer } from './serve/web-server'

/** Less than the launcher waits before it kills. */
const graceMs = 3_000

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, hostname: { type: 'string' } } })
  const web = await startWebServer({ dir: process.cwd(), port: Number(values.port), hostname: values.hostname })
  console.log('web ready')
  const stop = async () => {
    setTimeout(() => process.exit(0), graceMs).unref()
    await web.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
