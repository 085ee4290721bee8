import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** Asked for, or sent a body to. */
export type Target = { url: string; headers?: Record<string, string>; body?: string }
export type Paced = { tookMs: number[]; failed: number }

const connections = 32

/**
 * Asks at a fixed rate, whether or not answers have come: who is slow is not asked less often. A call's time runs from the
 * moment when it is due, also while it waits for a free connection.
 */
export async function askPaced(
  target: Target | ((call: number) => Target),
  { perSecond, calls }: { perSecond: number; calls: number },
): Promise<Paced> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const tookMs: number[] = []
  let failed = 0
  const one = async (call: number) => {
    const asked = typeof target === 'function' ? target(call) : target
    const dueAt = performance.now()
    const status = await statusOf(asked, agent).catch(() => 0)
    if (status === 200) tookMs.push(performance.now() - dueAt)
    else failed++
  }
  const startedAt = performance.now()
  const asked: Promise<void>[] = []
  while (asked.length < calls) {
    const due = Math.min(calls, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) + 1)
    while (asked.length < due) asked.push(one(asked.length))
    await pause(1)
  }
  await Promise.all(asked)
  agent.destroy()
  return { tookMs, failed }
}

const timeoutMs = 10_000

const statusOf = ({ url, headers, body }: Target, agent: http.Agent) =>
  new Promise<number>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const request = http.request(url, { method, agent, headers, timeout: timeoutMs }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    })
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', reject)
    request.end(body)
  })
