import { defineConfig } from 'vitest/config'

const elsewhere = ['**/node_modules/**', 'build/**']

/**
 * Three projects. `pure` needs nothing but Node and is quick: it runs in `npm run check`. `slow` needs nothing either
 * but takes its time: random programs, solvers, hostile files. `system` needs a database, a server or a browser; its
 * files run one after another. `npm test` runs all three.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['src/**/*.test.ts', 'engines/**/*.test.ts', 'tools/**/*.test.ts', 'web/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.slow.test.ts', ...elsewhere],
          testTimeout: 30_000,
          // Pure tests leave nothing behind, so they may share a worker and what it has imported.
          isolate: false,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['**/*.slow.test.ts'],
          exclude: elsewhere,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['src/**/*.db.test.ts', 'tools/**/*.db.test.ts', 'test/**/*.test.ts'],
          exclude: elsewhere,
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
