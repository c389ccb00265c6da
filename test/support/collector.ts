import { Collector } from '../../src/adapters/collector/collector.ts';
import type { RetentionLimits } from '../../src/adapters/collector/retention.ts';
import {
  type EndpointBounds,
  type ProcessEndpoint,
  processEndpoint,
} from '../../src/adapters/pprof-endpoint/process-endpoint.ts';
import { sqlCollectorStores } from '../../src/adapters/stores/collector-stores.ts';
import type { Target } from '../../src/collection/target.ts';
import { GiB } from '../../src/measurement/bytes.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';
import { anEmptyDatabase, spaceOf } from './test-database.ts';

/** A collector over a database in memory whose clock only moves when reported to. */
export async function aCollector(
  targets: readonly Target[],
  options: {
    bounds?: Partial<EndpointBounds>;
    endpoint?: ProcessEndpoint;
    limits?: RetentionLimits;
    now?: number;
  } = {},
) {
  const database = await anEmptyDatabase();
  const stores = sqlCollectorStores(database, spaceOf(database));
  const endpoint = options.endpoint ?? processEndpoint({ bounds: options.bounds ?? {} });
  const clock = { time: options.now ?? 1_000_000_600_000, now: () => clock.time };
  const errors: unknown[] = [];
  const odd: string[] = [];
  const collector = new Collector({
    stores,
    endpoint,
    targets: () => Promise.resolve(targets),
    clock,
    every: MINUTE,
    limits: options.limits ?? { keep: 7 * DAY, maxBytes: GiB },
    onError: (error) => errors.push(error),
    onOdd: (target, what) => odd.push(`${target}: ${what.join(', ')}`),
  });
  return {
    collector,
    captureNow: (...wish: Parameters<Collector['captureNow']>) => collector.captureNow(...wish),
    stores,
    clock,
    /** What went wrong in the collector itself: nothing ever should. */
    errors,
    /** What targets said that cannot be. */
    odd,
    /** Rounds a minute apart. */
    async rounds(count: number): Promise<void> {
      for (let i = 0; i < count; i += 1) {
        await collector.round();
        clock.time += MINUTE;
      }
    },
    async [Symbol.asyncDispose]() {
      await database.destroy();
    },
  };
}
