import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { wire } from '@switchboard/api/wire'
import { randomOf } from '../scripts/drills/crash/random'
import { type Burst, slackBurst } from '../scripts/drills/crash/slack-events'
import { signedRequest } from '../scripts/drills/crash/slack-sender'
import { listen } from './listen'
import { ms, quantile } from './measure'
import { askPaced, type Target } from './paced'
import { procedureUrl, type Product, readAnswer, untilSynced, withProduct } from './product'
import type { Suite } from './suite'
import { untilWorkedOn } from './worked-on'

const perSecond = 20
const eventsPerSecond = 5_000 / 60
const mostMs = { answer: 500, search: 1_000, signal: 100, event: 200 }
const mostFailedShare = 0.003

/**
 * The service levels that the product promises, as its users meet them: answers of the procedures that the pages ask,
 * searches, how long it takes from pressing until another page of the same person knows, and how soon an event of Slack is stored while
 * the worker works on those before; how far behind it is with them has no promise yet.
 */
export const run: Suite = ({ quick }) => {
  const mails = quick ? 150 : 2_000
  return withProduct(mails, async (product) => {
    await product.connect()
    await untilSynced(product)
    const { answers, searches } = await questions(product)
    const took = new Map<string, number[]>()
    let failed = 0
    let asked = 0
    for (const [name, target] of Object.entries({ ...answers, ...searches })) {
      const calls = quick ? 20 : 300
      const paced = await askPaced(target, { perSecond, calls })
      took.set(name, paced.tookMs)
      failed += paced.failed
      asked += calls
    }
    const sockets = quick ? 10 : 200
    const signal = 'signal to the last of the sockets'
    took.set(signal, await signalTimes(product, { sockets, edits: quick ? 10 : 200 }))
    const event = 'event, 5,000 a minute'
    await product.connectSlack()
    await untilSynced(product)
    const burst = slackBurst({ calls: quick ? 100 : 2_500, duplicates: 0.05, random: randomOf(1) })
    const from = new Date()
    const events = await sendEvents(product, burst)
    const worked = await untilWorkedOn(product, { events: burst.unique, from })
    took.set(event, events.tookMs)
    took.set('from receiving an event until it is worked on', worked.lagsMs)
    took.set('all events worked on, after the last was sent', [worked.workedOnAfterMs])
    took.set('all of them judged, after the last was sent', [worked.judgedAfterMs])
    failed += events.failed
    asked += events.tookMs.length + events.failed
    const worst = (names: string[]) => Math.max(...names.map((name) => quantile(took.get(name) ?? [], 0.99)))
    const levels = {
      answer: worst(Object.keys(answers)),
      search: worst(Object.keys(searches)),
      signal: worst([signal]),
      event: worst([event]),
    }
    return {
      rows: [...took].map(([name, values]) => ({
        [`${mails.toLocaleString('en')} mails, ${sockets} sockets`]: name,
        'p50 ms': ms(quantile(values, 0.5)),
        'p99 ms': ms(quantile(values, 0.99)),
      })),
      goals: [
        ...(['answer', 'search', 'signal', 'event'] as const).map((level) => ({
          name: `${level}, p99 under ${mostMs[level].toLocaleString('en')} ms: ${levels[level].toFixed(1)}`,
          reached: levels[level] < mostMs[level],
        })),
        {
          name: `answered badly, under 0.3 %: ${failed} of ${asked}`,
          reached: failed / asked < mostFailedShare,
        },
      ],
    }
  })
}

const listSchema = z.object({ items: z.array(z.object({ id: z.string() })).nonempty() })

async function questions({ url, cookie }: Product) {
  const headers = { cookie }
  const ask = (name: string, input?: object): Target => ({ url: procedureUrl(url, name, input), headers })
  const [connectionId] = await idsOf(ask('connection.list'))
  const [suggestionId] = await idsOf(ask('suggestion.list', { view: 'pending', sort: 'newest', limit: 1 }))
  const items = { connectionId, limit: 50 }
  const [itemId] = await idsOf(ask('item.list', items))
  return {
    answers: {
      'suggestion.list': ask('suggestion.list', { view: 'pending', sort: 'newest', limit: 50 }),
      'suggestion.get': ask('suggestion.get', { id: suggestionId }),
      'suggestion.counts': ask('suggestion.counts'),
      'task.list': ask('task.list', { sort: 'due', limit: 50 }),
      'connection.list': ask('connection.list'),
      'item.list': ask('item.list', items),
      'item.get': ask('item.get', { id: itemId }),
    },
    searches: {
      'search of suggestions': ask('suggestion.list', { view: 'pending', sort: 'newest', limit: 50, search: 'report' }),
      'search without a hit': ask('suggestion.list', {
        view: 'pending',
        sort: 'newest',
        limit: 50,
        search: 'zeppelin',
      }),
      'search of items': ask('item.list', { ...items, search: 'report' }),
    },
  }
}

async function idsOf({ url, headers }: Target): Promise<[string, ...string[]]> {
  const answer = await fetch(url, { headers })
  const { items } = listSchema.parse(readAnswer(await answer.json()))
  const [first, ...others] = items.map(({ id }) => id)
  if (!first) throw new Error(`${url} has nothing to measure with.`)
  return [first, ...others]
}

function sendEvents({ gatewayUrl }: Product, { conversations }: Burst) {
  const burst = conversations.flat()
  const url = new URL('/api/webhooks/slack/events', gatewayUrl.replace(/^ws/, 'http')).href
  const target = (call: number): Target => {
    const event = burst[call]
    if (!event) throw new Error('There are fewer events than calls.')
    return { url, ...signedRequest(event) }
  }
  return askPaced(target, { perSecond: eventsPerSecond, calls: burst.length })
}

/** Milliseconds from sending an edit until the last of so many sockets has heard of it. */
async function signalTimes(product: Product, { sockets, edits }: { sockets: number; edits: number }) {
  const { url, cookie } = product
  const page = { view: 'pending', sort: 'newest', limit: 50 }
  const ids = await idsOf({ url: procedureUrl(url, 'suggestion.list', page), headers: { cookie } })
  let hear = (_socket: number, _message: string) => {}
  const listeners = await Promise.all(
    Array.from({ length: sockets }, (_, socket) => listen(product, (message) => hear(socket, message))),
  )
  // Let in is not yet subscribed.
  await pause(1_000)
  const took: number[] = []
  for (let turn = 0; turn < edits; turn++) {
    const id = ids[turn % ids.length] ?? ids[0]
    const waiting = new Set(listeners.keys())
    const heardByAll = new Promise<void>((resolve) => {
      hear = (socket, message) => {
        if (message.includes(id) && waiting.delete(socket) && waiting.size === 0) resolve()
      }
    })
    const startedAt = performance.now()
    await change(product, 'suggestion.edit', { id, edits: { title: `Look at draft ${turn}` } })
    await heardByAll
    took.push(performance.now() - startedAt)
    await pause(20)
  }
  for (const socket of listeners) socket.terminate()
  return took
}

async function change({ url, cookie }: Product, name: string, input: object): Promise<void> {
  const answer = await fetch(procedureUrl(url, name), {
    method: 'POST',
    headers: { cookie, origin: url, 'content-type': 'application/json' },
    body: JSON.stringify(wire.serialize(input)),
  })
  if (!answer.ok) throw new Error(`${name} was answered with ${answer.status}: ${await answer.text()}`)
}
