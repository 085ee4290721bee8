import 'vitest'

declare module 'vitest' {
  /** What the global setup hands to the test files. */
  interface ProvidedContext {
    databaseUrl: string
  }
}
