import { within } from '@switchboard/core/abort'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import { z } from 'zod'
import type { SlackConfig } from './config'

/** What answering somebody who has pressed something needs; the last two let their bearer act, and come sealed. */
export const replySchema = z.object({
  channel: z.string(),
  user: z.string(),
  responseUrl: z.string().optional(),
  triggerId: z.string().optional(),
})
export type SlackReply = z.infer<typeof replySchema>

const hooksOfSlack = new Set(['https://hooks.slack.com', 'https://hooks.slack-gov.com'])

/**
 * Whether an address to answer at is Slack's. A team's own app signs its calls by a secret that the team knows: what such a call names
 * could be any address within our network.
 */
export function isAnswerAddress(address: string, { apiUrl }: Pick<SlackConfig, 'apiUrl'>): boolean {
  if (!URL.canParse(address)) return false
  const { origin } = new URL(address)
  return hooksOfSlack.has(origin) || origin === new URL(apiUrl).origin
}

/** Shows a text to whoever has pressed, and nobody else. The address stands for the right to do so: nothing that `fetch` throws is passed on. */
export async function answerAt(
  address: string,
  { signal, timeoutMs }: Pick<Access, 'signal' | 'timeoutMs'>,
  text: string,
): Promise<void> {
  const status = await within(timeoutMs, signal, async (limit) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
      redirect: 'error',
      signal: limit,
    })
    await response.body?.cancel()
    return response.status
  }).catch(() => null)
  if (status === null || status >= 500)
    throw new SwitchboardError('unavailable', 'Slack did not take the answer.', { retryable: true })
  if (status >= 400) throw new SwitchboardError('gone', 'Slack takes no more answers there.')
}
