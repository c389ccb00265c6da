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

/** Each question of a store goes to a server there: what takes thousands of them takes several times as long. */
const LIMIT = process.env['LEAKBOT_TEST_DATABASE'] === 'postgres' ? 80_000 : 20_000;

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
