import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '@switchboard/api'
import { faultOf } from '@/lib/error-text'

/** Why something could not be said, and for how long nothing more is taken, in milliseconds; null: for no time. */
export function sayingFault(error: unknown): { text: string; waitMs: number | null; isFourth: boolean } {
  const text = faultOf(error).message
  if (!(error instanceof TRPCClientError)) return { text, waitMs: null, isFourth: false }
  const failed: TRPCClientError<AppRouter> = error
  const { reason, facts } = failed.data ?? {}
  const seconds = Number(facts?.retryAfterSeconds)
  const waitMs = reason === 'rate_limited' && seconds > 0 ? seconds * 1_000 : null
  return { text, waitMs, isFourth: reason === 'conflict' && facts?.limit !== undefined }
}
