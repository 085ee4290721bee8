import { z } from 'zod'

/** Google takes letters, digits and -_+/= up to 64: the connection's id, and what tells its channels apart. */
const form = /^([\da-f-]{36})_([\w-]{1,27})$/

export const channelIdOf = (connectionId: string, nonce: string) => `${connectionId}_${nonce}`

/** Whose channel it is; null for an id that we have not given. */
export function connectionOf(channelId: string): string | null {
  const connectionId = form.exec(channelId)?.[1]
  return z.uuid().safeParse(connectionId).data ?? null
}
