import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import type { OnPartial } from '@switchboard/core/ports/message-channel'

type Sending = Pick<Access, 'signal' | 'timeoutMs'> & { clock: Clock; onPartial: OnPartial | undefined }

/**
 * Sends the parts behind a message's first, up to one that does not get through, which `onPartial` is told. A service that asks for a short
 * pause is waited for, for as long as one of its answers would be. What has arrived has arrived: sent again, by this way or another, it would
 * be there twice. The first part holds title, buttons and the link to the whole.
 */
export async function sendRest<Part, Id>(
  parts: Part[],
  { clock, signal, timeoutMs, onPartial }: Sending,
  post: (part: Part, at: number) => Promise<Id>,
): Promise<Id[]> {
  const sent: Id[] = []
  let mayWaitMs = timeoutMs
  for (let part = parts[0]; part !== undefined; part = parts[sent.length]) {
    try {
      sent.push(await post(part, sent.length))
    } catch (error) {
      if (!isSwitchboardError(error)) throw error
      const waitMs = isSwitchboardError(error, 'rate_limited') ? (error.retryAfterMs ?? Infinity) : Infinity
      if (waitMs > mayWaitMs) {
        onPartial?.({ arrived: 1 + sent.length, parts: 1 + parts.length, error })
        break
      }
      mayWaitMs -= waitMs
      await clock.sleep(waitMs, signal)
    }
  }
  return sent
}

type Changes<Part, Id> = { change(id: Id, part: Part): Promise<unknown>; remove(id: Id): Promise<unknown> }

/**
 * Puts parts in the place of those that stand there. Those that came to be too many say nothing any more; what is more than stands there is
 * read where the link leads.
 */
export async function changeParts<Part, Id>(
  standing: Id[],
  parts: Part[],
  { change, remove }: Changes<Part, Id>,
): Promise<void> {
  for (const [at, id] of standing.entries()) {
    const part = parts[at]
    if (part) await change(id, part)
    else await remove(id).catch(unlessGone)
  }
}

function unlessGone(error: unknown): void {
  if (!isSwitchboardError(error, 'gone')) throw error
}
