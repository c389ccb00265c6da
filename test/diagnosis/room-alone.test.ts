import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { roomAlone } from '../../src/diagnosis/room-alone.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

interface Heap {
  readonly live: Drawn;
  /** The largest size of its heap. */
  readonly max: number;
  readonly limit: number;
}

/** A JVM whose memory climbs from 150 to 260 MiB while its pages are touched for the first time. */
function jvm({ live, max, limit }: Heap): Observation {
  const bytes = {
    rss: [150, 260],
    'working-set': [150, 260],
    usage: [150, 260],
    'process-rss': [150, 260],
    'live-heap': live,
    'heap-used': [90, 200],
    'heap-committed': max,
    'heap-max': max,
    metaspace: 30,
    'code-cache': 10,
  } as const;
  const run = aRun({ runtime: 'jvm', limit, bytes, counts: { collections: [5, 40] } });
  const track = run.tracks.rss?.track;
  if (track === undefined) throw new Error('no memory');
  return {
    range: { from: minute(0), to: minute(100) },
    step: MINUTE,
    runtime: 'jvm',
    pods: [{ pod: 'api-1', rss: track, lifetimes: [run], restarts: 0, kills: [], limit: limit * MiB }],
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    chosen: 'api-1',
    measured: {},
    deploys: [],
  };
}

const nextKill = (observation: Observation) => rankPods(observation)[0]?.nextKill;

describe('what a bounded heap takes of the room that it was given', () => {
  test('fills no heap with live objects, and no limit that it fits into', () => {
    const filling = jvm({ live: [44, 45], max: 330, limit: 520 });
    const [pod] = filling.pods;
    expect(pod && roomAlone(filling, pod)).toMatchObject({ size: 330 * MiB });
    const { answer, nextKill: next, reasons } = judgeRssGrowing(filling);
    expect(answer).toBe('yes');
    expect(next).toBeUndefined();
    expect(reasons.join(' ')).toContain(
      'No kill is predicted: what grows is room of a heap that takes 330 MiB at most',
    );
  });

  test.each([
    ['as that one does', 260, true],
    ['and stands above all that a heap of that size takes', 420, false],
  ])('is no kill of another pod that climbs %s', (_, to, same) => {
    const filling = jvm({ live: [44, 45], max: 330, limit: 520 });
    const [pod] = filling.pods;
    if (pod === undefined) throw new Error('no pod');
    const values = pod.rss.values.map((value) => value * (to / 260));
    const other = { ...pod, pod: 'api-2', rss: { ...pod.rss, values } };
    const ranked = rankPods({ ...filling, pods: [pod, other] });
    expect(ranked.find(({ pod: name }) => name === 'api-2')?.nextKill === undefined).toBe(same);
  });

  test('is forecast where the live heap grows in it', () => {
    expect(nextKill(jvm({ live: [44, 150], max: 330, limit: 520 }))?.heapFull).toBe(true);
  });

  test('is forecast where it does not fit into the limit', () => {
    expect(nextKill(jvm({ live: [44, 45], max: 700, limit: 520 }))).toBeDefined();
  });
});
