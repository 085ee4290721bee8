/** Something the operator can mend. The message is one sentence that says what and how; no stack is shown. */
export class Fault extends Error {
  override readonly name = 'Fault'
}

/** The system's code of an error, such as ENOENT. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
