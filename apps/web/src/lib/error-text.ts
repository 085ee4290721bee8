import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '@switchboard/api'

export type Fault = {
  /** For people. */
  message: string
  /** The input field at fault, if one is; of several the first. */
  field: string | null
  /** What is wrong with each field at fault, in the words of its form. */
  faults: { field: string; message: string }[]
  /** What was asked for does not exist, or not for this person: asking again changes nothing. */
  missing: boolean
  /** For admins: what was called and what came back. */
  technical: string
}

/** What went wrong, in the words of the API, or that there was no answer at all. */
export function faultOf(error: unknown): Fault {
  if (error instanceof TRPCClientError) {
    const failed: TRPCClientError<AppRouter> = error
    const { data } = failed
    if (!data) {
      return {
        message: 'The server cannot be reached. Check your connection; nothing was lost.',
        field: null,
        faults: [],
        missing: false,
        technical: failed.message,
      }
    }
    return {
      message: failed.message,
      field: data.field,
      faults: data.faults,
      // An id that is none leads nowhere as well.
      missing: data.code === 'NOT_FOUND' || (data.code === 'BAD_REQUEST' && data.field === 'id'),
      technical: `${data.path ?? ''}\n${data.httpStatus} ${data.reason ?? data.code}, request ${data.requestId ?? 'unknown'}`,
    }
  }
  return {
    message: 'Something went wrong in this page. Reload it.',
    field: null,
    faults: [],
    missing: false,
    technical: error instanceof Error ? error.message : 'unknown',
  }
}
