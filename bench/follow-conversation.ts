import { createRequire } from 'node:module'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { wire } from '@switchboard/api/wire'
import { type Page, subscribe } from './subscribe'

type Encode = (input: { token: object; secret: string }) => Promise<string>
// Its types would bring those of Next into every script.
const { encode } = z
  .object({ encode: z.custom<Encode>((value) => typeof value === 'function') })
  .parse(createRequire(import.meta.url)('next-auth/jwt'))

/** The cookie of somebody who has signed in. */
export async function sessionCookie(secret: string, { userId, teamId }: { userId: string; teamId: string }) {
  const token = await encode({ token: { sub: userId }, secret })
  return `next-auth.session-token=${token}; switchboard.team=${teamId}`
}

/** A page that follows a conversation on from an event. `hear` gets what comes, as text. */
export const followConversation = (
  page: Page,
  { conversationId: id, lastEventId }: { conversationId: string; lastEventId: string },
  hear: (message: string) => void,
): Promise<WebSocket> =>
  subscribe(page, { path: 'conversation.follow', input: wire.serialize({ id, lastEventId }) }, hear)
