import { SwitchboardError } from '@switchboard/core/errors'

/** What a call was refused with: its code and the field; 'nothing' when it was not. */
export const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing',
    (error: unknown) =>
      error instanceof SwitchboardError ? [error.code, error.field].filter(Boolean).join(' ') : String(error),
  )
