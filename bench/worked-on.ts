import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { procedureUrl, type Product, readAnswer } from './product'

const pollMs = 500
const mostMs = 15 * 60_000
const pageSize = 200

const connectionsSchema = z.object({ items: z.array(z.object({ id: z.string(), provider: z.string() })) })
const countSchema = z.object({ events: z.number() })
const itemsSchema = z.object({ items: z.array(z.object({ state: z.string() })), nextCursor: z.string().nullable() })
const eventsSchema = z.object({
  items: z.array(z.object({ receivedAt: z.date(), processedAt: z.date() })),
  nextCursor: z.string().nullable(),
})

async function ask<T>({ url, cookie }: Product, schema: z.ZodType<T>, name: string, input?: object): Promise<T> {
  const answer = await fetch(procedureUrl(url, name, input), { headers: { cookie } })
  return schema.parse(readAnswer(await answer.json()))
}

/**
 * Waits until so many events of Slack are worked on, and what they brought is judged. Milliseconds from receiving each event until it was
 * worked on: `lagsMs`; from the call of this until the last of each. Throws after a quarter of an hour.
 */
export async function untilWorkedOn(product: Product, wanted: { events: number; from: Date }) {
  const { items } = await ask(product, connectionsSchema, 'connection.list')
  const connectionId = items.find(({ provider }) => provider === 'slack')?.id
  const startedAt = performance.now()
  const elapsedMs = () => performance.now() - startedAt
  const until = async (isReached: () => Promise<boolean>) => {
    while (!(await isReached())) {
      if (elapsedMs() > mostMs) throw new Error('The events were not worked on within a quarter of an hour.')
      await pause(pollMs)
    }
    return elapsedMs()
  }
  const range = () => ({ connectionId, state: 'processed', from: wanted.from, to: new Date() })
  const workedOnAfterMs = await until(
    async () => (await ask(product, countSchema, 'inbound.countReplay', range())).events >= wanted.events,
  )
  const judgedAfterMs = await until(() => isJudged(product, connectionId))
  return { lagsMs: await lags(product, connectionId, wanted.from), workedOnAfterMs, judgedAfterMs }
}

async function isJudged(product: Product, connectionId: string | undefined): Promise<boolean> {
  for (let cursor: string | null = null; ;) {
    const input: object = { connectionId, limit: pageSize, cursor }
    const page: z.infer<typeof itemsSchema> = await ask(product, itemsSchema, 'item.list', input)
    if (page.items.some(({ state }) => state === 'claimed')) return false
    if (page.nextCursor === null) return true
    cursor = page.nextCursor
  }
}

async function lags(product: Product, connectionId: string | undefined, from: Date): Promise<number[]> {
  const found: number[] = []
  for (let cursor: string | null = null; ;) {
    const input: object = { connectionId, limit: pageSize, cursor }
    const page: z.infer<typeof eventsSchema> = await ask(product, eventsSchema, 'inbound.list', input)
    for (const { receivedAt, processedAt } of page.items)
      if (receivedAt >= from) found.push(processedAt.getTime() - receivedAt.getTime())
    if (page.nextCursor === null) return found
    cursor = page.nextCursor
  }
}
