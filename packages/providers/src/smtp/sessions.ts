import { createHash } from 'node:crypto'
import PQueue from 'p-queue'
import { type Limits, openSmtp, type SmtpConfig, type SmtpConversation, type SmtpServer } from './client'
import { SmtpFault, toSwitchboardError } from './fault'

/** A conversation is kept this long for the next mail: services count how often one signs in. */
const keptMs = 10_000
/** Conversations with one server at the same time; more are refused by some. */
const atOnce = 3

type Line = { queue: PQueue; idle: { conversation: SmtpConversation; timer: NodeJS.Timeout }[] }

/** Conversations with servers that send mail, each used for one mail at a time. */
export function createSmtpSessions(config: SmtpConfig) {
  const lines = new Map<string, Line>()

  function take({ idle }: Line): SmtpConversation | null {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.conversation.isUsable()) return kept.conversation
    }
    return null
  }

  function giveBack(key: string, line: Line, conversation: SmtpConversation): void {
    if (!conversation.isUsable()) return
    const timer = setTimeout(() => {
      line.idle = line.idle.filter((kept) => kept.timer !== timer)
      conversation.close()
      forget(key, line)
    }, keptMs)
    // It keeps no process from ending.
    timer.unref()
    line.idle.push({ conversation, timer })
  }

  function forget(key: string, { queue, idle }: Line): void {
    if (idle.length === 0 && queue.size === 0 && queue.pending === 0) lines.delete(key)
  }

  async function converse(
    key: string,
    line: Line,
    server: SmtpServer,
    limits: Limits,
    use: (conversation: SmtpConversation) => Promise<void>,
  ): Promise<void> {
    const kept = take(line)
    if (kept)
      try {
        await use(kept)
        return giveBack(key, line, kept)
      } catch (error) {
        // It had ended unnoticed, and nothing was handed over.
        if (!(error instanceof SmtpFault && error.kind === 'unreachable')) throw error
      }
    const opened = await openSmtp(server, config, limits)
    await use(opened)
    giveBack(key, line, opened)
  }

  /**
   * Has a conversation with a server, or waits until there is one. What `use` does may be begun twice, and is not done twice. Throws what
   * MessageChannel says.
   */
  return async function withSmtp(
    server: SmtpServer,
    limits: Limits,
    use: (conversation: SmtpConversation) => Promise<void>,
  ): Promise<void> {
    const key = createHash('sha256').update(JSON.stringify(server)).digest('base64url')
    const line = lines.get(key) ?? { queue: new PQueue({ concurrency: atOnce }), idle: [] }
    lines.set(key, line)
    try {
      await line.queue.add(() => converse(key, line, server, limits, use))
    } catch (error) {
      throw error instanceof SmtpFault ? toSwitchboardError(error) : error
    } finally {
      forget(key, line)
    }
  }
}

export type WithSmtp = ReturnType<typeof createSmtpSessions>
