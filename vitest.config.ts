import { defineConfig } from 'vitest/config'

/**
 * Two projects. `pure` needs nothing but Node and runs in `npm run check`; `system` needs a database and
 * runs in `npm test`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['src/**/*.test.ts', 'engines/**/*.test.ts', 'tools/**/*.test.ts', 'web/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.slow.test.ts', '**/node_modules/**', 'build/**'],
        },
      },
      {
        test: {
          name: 'system',
          include: ['src/**/*.db.test.ts', 'tools/**/*.db.test.ts', 'test/**/*.test.ts', 'engines/**/*.slow.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
