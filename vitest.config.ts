import { defineConfig } from 'vitest/config';

/**
 * Every point or byte at which something can go wrong, one after another: minutes, which `npm test`
 * leaves to `npm run test:sweeps`. Continuous integration runs both.
 */
const SWEEPS = [
  'test/browser/history.test.ts',
  'test/cli/collect.test.ts',
  'test/cli/count-files.test.ts',
  'test/cli/doctor.test.ts',
  'test/contracts/archive-blobs-faults.test.ts',
  'test/contracts/archive-blobs.test.ts',
  'test/contracts/hand-over-turns.test.ts',
  'test/contracts/log-analytics-faults.test.ts',
  'test/contracts/log-analytics.test.ts',
  'test/contracts/log-shards.test.ts',
  'test/contracts/post-begun.test.ts',
  'test/contracts/store-faults.test.ts',
  'test/contracts/tenants.test.ts',
  'test/faults/crash-sweep.test.ts',
  'test/faults/forget-race.test.ts',
  'test/faults/kill-sweep.test.ts',
  'test/faults/mail-servers.test.ts',
  'test/faults/shard-sweep.test.ts',
  'test/faults/tenants.test.ts',
  'test/faults/turn-queue.test.ts',
  'test/scan/pieces.test.ts',
  'test/scan/scan-ahead.test.ts',
  'test/scan/scan.test.ts',
  'test/sources/archive-pieces.test.ts',
];

/** `unit` needs nothing but this process; `contracts` starts Azurite and servers on loopback; `faults`
 * breaks them, kills processes and sets clocks wrong (docs/reliability.md); `browser` starts Chromium.
 */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/contracts/**', 'test/browser/**', 'test/cli/**', 'test/faults/**', ...SWEEPS],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts', 'test/cli/**/*.test.ts'],
          exclude: SWEEPS,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: SWEEPS,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: SWEEPS,
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'sweeps',
          include: SWEEPS,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
