import { escapeMarkdown } from '../channels/escape-markdown'
import type { Context } from '../context'
import { stateAt } from '../feedback/question-of'
import { tooLate } from '../feedback/too-late'
import { readRequest, understandReply } from './answer-question'
import { type End, settled } from './end'
import type { Sent } from './find-sent'

/** Of what somebody wrote, so much is shown. */
const longestQuote = 300

/**
 * Of a mail of which nothing shows who has written it: it decides nothing, and whom our message was for is asked to confirm it behind
 * sign-in. Throws not_found.
 */
export async function parkReply(ctx: Context, sent: Sent, words: string, sender: string): Promise<End> {
  const from = sender === '' ? 'somebody' : escapeMarkdown(sender)
  const came = `A mail from ${from} answers this: “${quoteOf(words)}”`
  const unproven = 'Nothing shows that you have written it, so it does not count'
  switch (sent.kind) {
    case 'said':
      return { outcome: 'parked', told: `${came}\n\n${unproven}, and your agent has not heard it.` }
    case 'suggestion':
      return { outcome: 'parked', told: `${came}\n\n${unproven}. Decide below, behind your sign-in.` }
    case 'feedback': {
      const { teamId, userId } = sent.message
      const request = await readRequest(ctx, teamId, sent.subjectId)
      if (stateAt(request, ctx.clock.now()) !== 'open')
        return settled(escapeMarkdown((await tooLate(ctx, userId, request)).message))
      const understood = understandReply(request, words)
      return {
        outcome: 'parked',
        told: `${came}\n\n${unproven}. Confirm it below, behind your sign-in, or leave it.`,
        ...(understood.kind === 'answer' ? { offered: { value: understood.value, note: understood.note } } : {}),
      }
    }
  }
}

/** As much of what somebody wrote as is shown. */
export const quoteOf = (words: string) =>
  escapeMarkdown(words.length > longestQuote ? `${words.slice(0, longestQuote).trimEnd()}…` : words)
