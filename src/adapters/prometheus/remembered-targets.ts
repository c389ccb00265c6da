import type { Clock, Instant } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { ActiveTarget } from './targets.ts';

/** An answer of a large cluster has many MiB: a round and a click close by share one. */
const FRESH: Milliseconds = 20 * SECOND;
/** A Prometheus that is down for a while is when processes die: they are visited on, until their addresses are old. */
const STANDS: Milliseconds = 10 * MINUTE;

interface Options {
  readonly clock: Clock;
  /** Receives each failure, and how many targets stand all the same. */
  readonly failed: (error: unknown, kept: number) => void;
}

/** The targets that Prometheus reported last. Never throws: when it reported none for long, there are none. */
export function rememberedTargets(
  ask: () => Promise<readonly ActiveTarget[]>,
  { clock, failed }: Options,
): () => Promise<readonly ActiveTarget[]> {
  let reported: { readonly at: Instant; readonly targets: readonly ActiveTarget[] } | undefined;
  let asking: Promise<readonly ActiveTarget[]> | undefined;

  async function askAnew(): Promise<readonly ActiveTarget[]> {
    try {
      const targets = await ask();
      reported = { at: clock.now(), targets };
      return targets;
    } catch (error) {
      const stand = reported !== undefined && clock.now() - reported.at <= STANDS ? reported.targets : [];
      failed(error, stand.length);
      return stand;
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    if (reported !== undefined && clock.now() - reported.at < FRESH) return reported.targets;
    asking ??= askAnew();
    return asking;
  };
}
