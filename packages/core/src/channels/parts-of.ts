import type { ChannelMessage } from '../ports/message-channel'
import type { Way } from './routes/ways'

/** In how many parts a message goes out by a way. Only what is too long for one part is laid out to count them. */
export function partsOf({ carrier }: Pick<Way, 'carrier'>, content: ChannelMessage): number {
  if (!carrier || content.body.length <= carrier.limits.textLength / 2) return 1
  try {
    return Math.max(1, carrier.format(content).length)
  } catch {
    // Its attempt fails by the same fault, and says so; the others go out.
    return 1
  }
}
