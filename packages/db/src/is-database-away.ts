/** Connection exceptions, and a server that ends sessions or does not take any (SQLSTATE classes 08 and 57P). */
const sqlStates = /^(08|57P)/
/** Prisma's: not reached, connection closed, none free in time, and a transaction that has lost its own. */
const prismaCodes = new Set(['P1001', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])
/** What the system says of a socket, and the driver, without a code, of a connection that it has lost or not got. */
const socketCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'])
const driverWords = /Connection terminated|timeout exceeded when trying to connect|is not queryable/

/**
 * Whether the database could not be asked, rather than that it refused what it was asked: nothing in the statement is to blame, and
 * the same one succeeds when the database is back. Looks through the errors that Prisma wraps around the driver's.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!isRecord(error)) return false
  const { code, originalCode, message, cause, meta } = error
  return (
    [code, originalCode].some(isConnectionCode) ||
    (typeof message === 'string' && driverWords.test(message)) ||
    isDatabaseAway(cause) ||
    (isRecord(meta) && isDatabaseAway(meta.driverAdapterError))
  )
}

const isConnectionCode = (code: unknown) =>
  typeof code === 'string' && (sqlStates.test(code) || prismaCodes.has(code) || socketCodes.has(code))

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
