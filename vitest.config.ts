import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Tests that start processes, browsers or whole trainings come after the quick ones, three files at a time where those are
// two: they wait more than they compute. A timeout tells of a test that hangs, not of a busy machine.
const quick = { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 2 }
const slow = { testTimeout: 300_000, hookTimeout: 120_000, maxWorkers: 3 }

export default defineConfig({
  test: {
    pool: 'forks',
    setupFiles: ['test/repeatable.ts'],
    env: {
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_NUM_INTEROP_THREADS: '2',
      TF_NUM_INTRAOP_THREADS: '1',
    },
    reporters: process.env.SACCADE_TEST_REPORTER
      ? [['default', { summary: false }], process.env.SACCADE_TEST_REPORTER]
      : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{faults,e2e}/**', '**/node_modules/**'],
          sequence: { groupOrder: 1 },
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
    ],
  },
})
