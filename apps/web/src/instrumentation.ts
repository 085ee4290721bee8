/** Reads the configuration once at start: a fault ends the process with the whole list, not with the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { composition } = await import('./server/composition')
  try {
    composition()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The configuration cannot be read.'}\n`)
    process.exit(1)
  }
}
