/**
 * A wrong configuration ends the process at its start, with all faults named. `NEXT_RUNTIME` is asked of no environment: the build writes
 * the runtime in its place, and without it would bundle the server for the edge as well.
 * https://nextjs.org/docs/app/guides/instrumentation#importing-runtime-specific-code
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') (await import('./server/check-configuration')).checkConfiguration()
}
