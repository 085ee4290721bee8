import { createHash } from 'node:crypto'
import type { ChannelMessage } from '../ports/message-channel'

/** Names what a message says: one that says the same is not sent as an update. */
export const contentDigest = (content: ChannelMessage): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
