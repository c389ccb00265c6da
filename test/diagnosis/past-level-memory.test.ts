import { describe, expect, test } from 'vitest';
import { explanationOf } from '../../src/diagnosis/explanation.ts';
import { furtherAfter } from '../../src/diagnosis/further.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Runtime } from '../../src/runtime/runtimes.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

type Climb = readonly [from: number, to: number];

/** Memory of one run: in all, and what of it is live where the runtime shows that. */
function observed(runtime: Runtime, all: Climb, live: Climb | undefined): Observation {
  const heap: Readonly<Record<string, Climb | number>> =
    live === undefined ? {} : { 'live-heap': live, 'heap-used': live, 'heap-committed': live, 'heap-max': 640 };
  const run = aRun({
    runtime,
    limit: 640,
    bytes: { rss: all, 'working-set': all, usage: all, ...heap },
    counts: live === undefined ? {} : { collections: [0, 100] },
  });
  const rss = trackOf(
    Array.from({ length: 101 }, (_, i) => [minute(i), (all[0] + ((all[1] - all[0]) * i) / 100) * MiB]),
  );
  const lifetimes = [{ from: minute(0), to: minute(100), end: 'running' as const, startSeen: true }];
  const pod = { pod: 'api-1', rss, limit: 640 * MiB, lifetimes, restarts: 0, kills: [] };
  const runs = { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 };
  const range = { from: minute(0), to: minute(100) };
  return { range, step: MINUTE, runtime, pods: [pod], chosen: 'api-1', measured: {}, deploys: [], runs };
}

function because(observation: Observation): string | undefined {
  const plan = ['rss-growing', 'live-heap-growing', 'outside-heap-growing'] as const;
  return furtherAfter(observation, { question: 'rss-growing', before: [], plan })?.because;
}

const CASES = (['jvm', 'python', 'dotnet', 'unknown'] as const).flatMap((runtime) =>
  [0, 40, 200].flatMap((rest) =>
    [-1, -0.3, 0, 0.4].map((moved) => ({ runtime, rest: [rest + 100, rest + 100 + moved * 100] as const })),
  ),
);

describe('why a question follows memory that was not found to grow', () => {
  test.each(CASES)('says of the figures of $runtime beside $rest MiB only what they show', ({ runtime, rest }) => {
    const live = runtime === 'unknown' ? undefined : ([60, 360] as const);
    const [from, to] = live ?? [60, 360];
    const observation = observed(runtime, [from + rest[0], to + rest[1]], live);
    const said = because(observation);
    if (said === undefined) return;
    const { base, end } = explanationOf(observation)?.ledger ?? expect.fail('nothing was accounted for');
    const [, before, after] = /grew ([\d.]+)(?: \w+)? → ([\d.]+)/.exec(said) ?? [];
    expect(before === undefined || before !== after, said).toBe(true);
    const fell = Object.keys(end.parts).some(
      (part) =>
        (end.parts[part as keyof typeof end.parts] ?? 0) < (base.parts[part as keyof typeof base.parts] ?? 0) - MiB,
    );
    expect(said.includes('shrank') && !fell, said).toBe(false);
  });

  test('what takes the place of other memory is said to', () => {
    expect(because(observed('jvm', [500, 500], [60, 400]))).toMatch(
      /the live heap grew .* while other parts of memory shrank\.$/,
    );
  });

  test('where nothing shrank, nothing is said to have', () => {
    expect(because(observed('jvm', [160, 460], [60, 360]))).toMatch(
      /rule out a leak here: the live heap grew [\d.]+ → [\d.]+ MiB\.$/,
    );
    expect(because(observed('unknown', [160, 460], undefined))).toMatch(/gained [\d.]+ MiB\.$/);
  });

  test('what lives is one thing in every runtime, as the verbs beside it are', () => {
    const runtimes = ['go', 'jvm', 'node', 'python', 'dotnet', 'redis', 'erlang', 'envoy', 'rust', 'unknown'] as const;
    for (const runtime of runtimes) expect(guideTo(runtime).words.live).toMatch(/^(the live heap|traced memory|what )/);
  });
});
