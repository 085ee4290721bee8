import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import type { z } from 'zod'
import { mayBeForUs, readArrived } from '../mail/read-arrived'
import type { messageSchema } from './schema'
import { isPutAside } from './scope'

/** A mail that may answer ours; null: it does not, or is put aside. */
export async function readReply(
  { id, threadId, labelIds, internalDate }: z.infer<typeof messageSchema>,
  raw: Buffer,
): Promise<ArrivedReply | null> {
  if (isPutAside(labelIds) || !mayBeForUs(raw)) return null
  const arrived = await readArrived(raw).catch(() => null)
  if (!arrived) return null
  return {
    ...arrived,
    externalId: id,
    receivedAt: new Date(Number(internalDate)),
    // No mail that comes from elsewhere has it, whatever it says of its sender.
    isOwners: labelIds.includes('SENT'),
    trustedServers: ['mx.google.com'],
    place: arrived.place && { ...arrived.place, id, threadId: threadId ?? id },
  }
}
