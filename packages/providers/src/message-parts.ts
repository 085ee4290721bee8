import { isSwitchboardError } from '@switchboard/core/errors'

/**
 * Sends the parts behind a message's first, up to one that does not get through. What has arrived has arrived: sent again, by this way or
 * another, it would be there twice. The first part holds title, buttons and the link to the whole.
 */
export async function sendRest<Part, Id>(parts: Part[], post: (part: Part, at: number) => Promise<Id>): Promise<Id[]> {
  const sent: Id[] = []
  for (const [at, part] of parts.entries()) {
    try {
      sent.push(await post(part, at))
    } catch (error) {
      if (!isSwitchboardError(error)) throw error
      break
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
