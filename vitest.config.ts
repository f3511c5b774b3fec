import { defineConfig } from 'vitest/config'

const seconds = 1000

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // Without it vitest leaves one of two cores idle.
          maxWorkers: 2,
          isolate: false,
          testTimeout: 20 * seconds,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          // Every file has databases, hosts and folders of its own, and waits for other processes for half of its time.
          maxWorkers: 3,
          // Loading TypeORM and the hub anew for each file takes longer than most files do.
          isolate: false,
          globalSetup: ['test/harness/shared-mariadb.ts'],
          testTimeout: 60 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,fleet}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          globalSetup: ['test/harness/shared-mariadb.ts'],
          testTimeout: 300 * seconds,
          hookTimeout: 120 * seconds,
        },
      },
      {
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          // As long as Playwright waits for what is to be seen.
          expect: { poll: { timeout: 30 * seconds } },
          testTimeout: 120 * seconds,
          hookTimeout: 300 * seconds,
        },
      },
    ],
  },
})
