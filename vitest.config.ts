import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Tests that start processes, browsers or whole trainings come after the quick ones. Three files at a time keep two cores busy.
// A timeout tells of a test that hangs, not of a busy machine.
const maxWorkers = 3
const quick = { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers, sequence: { groupOrder: 0 } }
const slow = { testTimeout: 300_000, hookTimeout: 120_000, maxWorkers, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    pool: 'forks',
    // What comes late on a busy machine comes all the same.
    expect: { poll: { timeout: 30_000 } },
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
          exclude: ['src/{worker,cli}/**'],
          // What they import is read once for many files: a test takes back what it changes of its process.
          isolate: false,
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          // Files that need a process of their own, with an engine or other modules in place of ours.
          name: 'alone',
          include: ['src/{worker,cli}/**/*.test.ts'],
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{faults,e2e}/**', '**/node_modules/**'],
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: ['test/e2e/**/*.test.ts'],
          ...slow,
        },
      },
    ],
  },
})
