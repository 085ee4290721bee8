import { within } from '@switchboard/core/abort'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import { retryAfterMs } from '@switchboard/core/retry-after'
import { z } from 'zod'
import { fetchWithin } from '../net/fetch-within'
import { wasNeverReached } from '../net/was-never-reached'
import type { TelegramConfig } from './config'
import { isToken } from './schema'

type Call = Pick<Access, 'signal' | 'timeoutMs'> & { token: string }

/** https://core.telegram.org/bots/api#making-requests */
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string().default(''),
    parameters: z.object({ retry_after: z.number().optional() }).optional(),
  }),
])

/** One call of the Bot API. The token stands in its address, so nothing that `fetch` throws is passed on. */
export async function callTelegram<T>(
  config: Pick<TelegramConfig, 'apiUrl' | 'clock'>,
  { token, signal, timeoutMs }: Call,
  method: string,
  parameters: object,
  schema: z.ZodType<T>,
): Promise<T> {
  if (!isToken(token)) throw notAccepted()
  const { status, headers, text } = await within(timeoutMs, signal, async (limit) => {
    const response = await fetchWithin(timeoutMs, `${config.apiUrl.replace(/\/$/, '')}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      redirect: 'error',
      signal: limit,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }).catch((error: unknown) => {
    const isLate = error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name)
    throw isLate ? late() : away(wasNeverReached(error) ? notDone : {})
  })
  const answer = answerSchema.safeParse(parsed(text)).data
  const code = answer?.ok === false ? answer.error_code : status
  if (code === 429) {
    const { retry_after: seconds } = (answer?.ok === false && answer.parameters) || {}
    throw slowDown(seconds ? seconds * 1_000 : retryAfterMs(headers.get('retry-after'), config.clock.now()))
  }
  if (answer?.ok !== true) throw refusalOf(code, answer?.description ?? '')
  const result = schema.safeParse(answer.result)
  if (result.success) return result.data
  throw new SwitchboardError('invalid_response', 'Telegram answered in a form that we do not know.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refusalOf(code: number, description: string): SwitchboardError {
  if (code >= 500) return away()
  // An unknown bot is 401, and 404 when its token is not even of a token's form.
  if (code === 401 || code === 404) return notAccepted()
  if (code === 403) return new SwitchboardError('gone', 'The bot was put out of this chat, or blocked there.')
  return new SwitchboardError('invalid_response', `Telegram refused the request (${code}).`, {
    facts: { telegram: description.slice(0, 200), ...notDone },
  })
}

/** Of an error: Telegram has done nothing of what was asked. */
const notDone = { sent: 'no' }

const notAccepted = () =>
  new SwitchboardError('unauthorized', 'Telegram no longer accepts this bot’s token. Reconnect with its present one.')
const slowDown = (waitMs: number | undefined) =>
  new SwitchboardError('rate_limited', 'Telegram asks us to slow down. It goes on by itself.', {
    retryable: true,
    retryAfterMs: waitMs,
    facts: notDone,
  })
const late = () =>
  new SwitchboardError('timeout', 'Telegram did not answer in time. It is tried again by itself.', { retryable: true })
const away = (facts: Record<string, string> = {}) =>
  new SwitchboardError('unavailable', 'Telegram cannot be reached at the moment. It is tried again by itself.', {
    retryable: true,
    facts,
  })

export const isRefusedToken = (error: unknown): boolean => isSwitchboardError(error, 'unauthorized')
