/** A wrong configuration ends the process at its start, with all faults named. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') (await import('./server/check-configuration')).checkConfiguration()
}
