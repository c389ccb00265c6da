import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../src/foundation/clock.ts';
import { type Milliseconds, SECOND } from '../../../src/measurement/duration.ts';
import type { Lab } from '../lab.ts';
import type { Capture } from './thinning.ts';

export interface Captures {
  all(): readonly Capture[];
  close(): Promise<void>;
}

const NEAR_LIMIT = 0.8;
/** Whose profiles are taken: the busiest pod and two siblings to corroborate. */
const WATCHED = 3;

/**
 * Takes the profiles that the program serves of the first pods from their own endpoints, sixteen times in a life and four times
 * as often near the limit. Never with `gc=1`: a profile is as of the last collection, as in production.
 */
export function startCaptures(lab: Lab, life: Milliseconds): Captures {
  const taken: Capture[] = [];
  const stop = new AbortController();
  const lastAt = new Map<string, Instant>();

  async function captureDue(): Promise<void> {
    const now = Date.now();
    for (const [index, { name, url, startedAt, rss }] of lab.pods().slice(0, WATCHED).entries()) {
      if (startedAt === undefined || rss === undefined) continue;
      const every = index === 0 && rss > NEAR_LIMIT * lab.limitBytes ? life / 64 : life / 16;
      if (now - Math.max(startedAt, lastAt.get(name) ?? 0) < every) continue;
      lastAt.set(name, now);
      for (const kind of lab.scenario.program.profiles) {
        const profile = await fetchProfile(`${url}/debug/pprof/${kind}`);
        const time = Date.now();
        if (profile !== undefined) taken.push({ time, pod: name, target: url, kind, processStart: startedAt, profile });
      }
    }
  }

  const loop = (async () => {
    while (!stop.signal.aborted) {
      await captureDue();
      await sleep(Math.min(SECOND, life / 128), undefined, { signal: stop.signal }).catch(() => undefined); // woken by close()
    }
  })();
  return {
    all: () => taken,
    async close() {
      stop.abort();
      await loop;
    },
  };
}

/** Undefined when the process was killed before or while it answered. */
async function fetchProfile(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5 * SECOND) });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
