import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Burst, SlackCall } from './slack-events'

const bot = 'U0SWITCHBD'
const workspace = 'T0NORTHWIND'
const signingSecret = 'sandbox-signing-secret'
const mostAtOnce = 16
const timeoutMs = 3_000
/** Slack waits longer, and ends after three tries; what it gives up is caught up with by hand, for which going on stands here. */
const retryMs = 100
const mostRetryNumber = 3

export type Sending = { taken: number; retries: number }

/**
 * Sends a burst as Slack does: conversations mixed as chance has it, each in its order, every call again until it is answered with 2xx.
 * `sending` tells how far it is.
 */
export async function sendBurst(url: string, burst: Burst, random: () => number, sending: Sending): Promise<void> {
  const waiting = burst.conversations.filter((calls) => calls.length > 0).map((calls) => [...calls])
  const sender = async () => {
    for (;;) {
      // Whoever is sending one has taken its conversation out: the next of it comes after the answer.
      const [calls] = waiting.splice(Math.floor(random() * waiting.length), 1)
      if (!calls) return
      const call = calls.shift()
      if (!call) continue
      await deliver(url, call, sending)
      if (calls.length > 0) waiting.push(calls)
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, sender))
}

async function deliver(url: string, call: SlackCall, sending: Sending): Promise<void> {
  for (let attempt = 0; !(await isTaken(url, call, attempt)); attempt++) {
    sending.retries++
    await pause(retryMs)
  }
  sending.taken++
}

async function isTaken(url: string, call: SlackCall, attempt: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, { method: 'POST', ...signedRequest(call, attempt), signal })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** A call as it goes over the wire at this moment, by the key of the sandbox's app. `attempt` counts from 0. */
export function signedRequest({ eventId, event }: SlackCall, attempt = 0) {
  const body = JSON.stringify({
    token: 'drill',
    type: 'event_callback',
    team_id: workspace,
    api_app_id: 'A0SWITCHBD',
    event_id: eventId,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: workspace, user_id: bot, is_bot: true, is_enterprise_install: false },
    ],
    event,
  })
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
    ...(attempt > 0 && {
      'x-slack-retry-num': String(Math.min(attempt, mostRetryNumber)),
      'x-slack-retry-reason': 'http_error',
    }),
  }
  return { body, headers }
}
