import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The web app's tsconfig leaves JSX to Next.
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: { '@/': new URL('./apps/web/src/', import.meta.url).pathname } },
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.next/**'],
    globalSetup: ['packages/testing/src/database-server.ts'],
    setupFiles: ['packages/testing/src/fail-on-console-error.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A busy machine is no fault.
    expect: { poll: { timeout: 10_000 } },
    pool: 'threads',
    maxWorkers: 2,
    coverage: {
      include: ['packages/core/src/**', 'packages/providers/src/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 90 },
    },
  },
})
