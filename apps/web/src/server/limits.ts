import { callLimit } from '@switchboard/api/call-limit'
import { limitVariables, readEnvironment } from '@switchboard/config'

const mailsSeconds = 10 * 60

function createLimits() {
  const most = readEnvironment(limitVariables)
  return {
    /** By person. */
    calls: callLimit(most.LIMIT_CALLS),
    connects: callLimit(most.LIMIT_CONNECTS),
    /** By network. */
    strangersCalls: callLimit(most.LIMIT_REQUESTS),
    pages: callLimit(most.LIMIT_REQUESTS),
    health: callLimit(most.LIMIT_REQUESTS),
    signIns: callLimit(most.LIMIT_SIGN_INS),
    /** Sign-in links: who asks for them, and whose mailbox they would fill. */
    mailsFrom: callLimit(30, mailsSeconds),
    mailsTo: callLimit(5, mailsSeconds),
  }
}

declare global {
  // As for the composition: several bundles in one process count together.
  var switchboardLimits: ReturnType<typeof createLimits> | undefined
}

/** How often each of the web process's routes may be asked. */
export const limits = () => (globalThis.switchboardLimits ??= createLimits())
