import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Five tiers: `unit` needs Node only; `browser` a Chromium; `live` a kernel, Go, Prometheus; `servers` real Prometheus 3, VictoriaMetrics and kube-apiserver; `long` is run by hand. */
const tier = (
  name: string,
  include: string[],
  limits: { testTimeout: number; hookTimeout: number; maxConcurrency?: number },
) => ({
  extends: true as const,
  test: { name, include, ...limits },
});

/** Ends a test that hangs. Seen: 7 s of a busy machine for what takes 0.4 s alone, and more than 20 s with two tests at once. */
const LIMIT = 80_000;

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    env: { TZ: 'UTC' },
    pool: 'forks',
    globalSetup: ['test/support/test-server.ts'],
    projects: [
      tier('unit', ['test/!(browser|live|long|servers)/**/*.test.ts'], { testTimeout: LIMIT, hookTimeout: LIMIT }),
      tier('browser', ['test/browser/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 120_000 }),
      tier('servers', ['test/servers/**/*.test.ts'], { testTimeout: 300_000, hookTimeout: 300_000 }),
      tier('live', ['test/live/**/*.test.ts'], { testTimeout: 900_000, hookTimeout: 300_000, maxConcurrency: 3 }),
      tier('long', ['test/long/**/*.test.ts'], { testTimeout: 3_600_000, hookTimeout: 300_000 }),
    ],
  },
});
