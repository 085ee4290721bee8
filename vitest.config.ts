import { defineConfig } from 'vitest/config'

/** What these do to modules or the clock stays theirs. */
const aloneInCore = [
  'packages/core/test/errors.test.ts',
  'packages/core/test/in-time.test.ts',
  'packages/core/test/suggestions/settle-items.test.ts',
]
const made = ['**/node_modules/**', '**/dist/**', '**/.next/**']

const everywhere = {
  setupFiles: ['packages/testing/src/fail-on-console-error.ts'],
  testTimeout: 20_000,
  hookTimeout: 30_000,
  // A busy machine is no fault.
  expect: { poll: { timeout: 10_000 } },
  pool: 'threads' as const,
}
const sources = {
  // The web app's tsconfig leaves JSX to Next.
  oxc: { jsx: { runtime: 'automatic' as const } },
  resolve: { alias: { '@/': new URL('./apps/web/src/', import.meta.url).pathname } },
}

export default defineConfig({
  test: {
    // One for all projects, which therefore do not extend this.
    globalSetup: ['packages/testing/src/database-server.ts'],
    maxWorkers: 2,
    projects: [
      {
        ...sources,
        test: {
          ...everywhere,
          name: 'alone',
          include: ['packages/!(core)/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts', ...aloneInCore],
          exclude: made,
        },
      },
      {
        ...sources,
        test: {
          ...everywhere,
          name: 'together',
          include: ['packages/core/**/*.test.ts'],
          exclude: [...made, ...aloneInCore],
          // Core keeps nothing in its modules: to load them once for many files takes little more than half the processor time.
          isolate: false,
        },
      },
    ],
    coverage: {
      include: ['packages/core/src/**', 'packages/providers/src/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 90 },
    },
  },
})
