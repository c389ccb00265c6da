import { describe, expect, it } from 'vitest';
import { reportFaults, type Said } from '../../scripts/worlds/report-rules.ts';

const MiB = 2 ** 20;
const said = (changes: Partial<Said> = {}): Said => ({
  title: 'Heap leak in cache.Put',
  evidence: ['x2x climbs 20 MiB/h in each of 3 runs.'],
  advice: ['Now: raise the limit to 512 MiB to gain time.', 'Fix: bound the map.'],
  proof: 'After the fix the live heap is level over a day.',
  paths: [{ delta: 60 * MiB }],
  explained: { amount: 60 * MiB, of: 62 * MiB },
  ...changes,
});
const ledger = (...reasons: readonly string[]) => ({
  id: 'outside-heap-growing',
  answer: 'no',
  headline: 'Little grew.',
  reasons,
});
const leaks = { leaksNow: true };

describe('the rules of every report', () => {
  it('find nothing wrong with a report that keeps them', () => {
    expect(reportFaults(said(), { ...leaks, largestHeap: 400 * MiB })).toEqual([]);
  });

  it('find nothing wrong with haste where its own full heap ends the process', () => {
    const full =
      'Its heap was full each time, at its maximum of 400 MiB (set by -Xmx): an OutOfMemoryError ended the process, and no kill at the limit.';
    expect(reportFaults(said({ evidence: [full], pod: { kills: 0 } }), leaks)).toEqual([]);
  });

  it.each([
    ['a sentence that is said twice', said({ proof: 'X2x climbs 20 MiB/h in each of 3 runs.' }), leaks],
    [
      'a Yes about what fell in the ledger',
      said({
        steps: [
          { id: 'live-heap-growing', answer: 'yes', headline: 'The live heap grew.', reasons: [] },
          ledger(
            'Live heap: 80 → 60 MiB (−20 MiB).',
            'Other parts together: 20 → 60 MiB (+40 MiB).',
            'In all: 100 → 120 MiB (+20 MiB).',
          ),
        ],
      }),
      leaks,
    ],
    [
      'a No about what rose in the ledger',
      said({
        steps: [
          { id: 'live-heap-growing', answer: 'no', headline: 'The live heap does not grow: 50–186 MiB.', reasons: [] },
          ledger(
            'Live heap: 101 → 202 MiB (+101 MiB).',
            'Other parts together: 20 → 20 MiB (±0 B).',
            'In all: 121 → 222 MiB (+101 MiB).',
          ),
        ],
      }),
      leaks,
    ],
    ['a path larger than the whole', said({ paths: [{ delta: 80 * MiB }] }), leaks],
    ['more explained than there is', said({ explained: { amount: 70 * MiB, of: 62 * MiB } }), leaks],
    ['a limit below the largest heap', said(), { ...leaks, largestHeap: 600 * MiB }],
    [
      'a limit below it in the title',
      said({ title: 'A limit of 320 MiB is enough' }),
      { ...leaks, largestHeap: 400 * MiB },
    ],
    [
      'a rollback of what runs no longer',
      said({ advice: ['Now: roll back to 9e01b7c.'], previous: '9e01b7c' }),
      { leaksNow: false },
    ],
    ['a rollback to nowhere', said({ advice: ['Now: roll back the deploy that began it.'] }), leaks],
    ['no line to act on first', said({ advice: ['Fix: bound the map.'] }), leaks],
    ['two of them', said({ advice: ['Now: bound the map.', 'Now: raise the limit.'] }), leaks],
    [
      'parts that do not add up',
      said({ steps: [ledger('Live heap: 60 → 90 MiB (+30 MiB).', 'In all: 60 → 110 MiB (+50 MiB).')] }),
      leaks,
    ],
    [
      'two figures for one growth',
      said({
        steps: [
          { id: 'rss-growing', answer: 'yes', headline: 'x2x grew 55 → 112 MiB in 2 h.', reasons: [] },
          ledger('Live heap: 60 → 110 MiB (+50 MiB).', 'In all: 60 → 110 MiB (+50 MiB).'),
        ],
      }),
      leaks,
    ],
    ['a share that is not one', said({ evidence: ['It grew: 40 of the growth of 50 MiB (60 %).'] }), leaks],
    ['a part larger than the whole', said({ evidence: ['It grew: 60 of the growth of 50 MiB (120 %).'] }), leaks],
    ['haste without a kill', said({ pod: { kills: 0 } }), leaks],
    ['calm before one', said({ advice: ['Now: nothing is urgent.'], pod: { kills: 0, killIn: 3_600_000 } }), leaks],
    [
      'a level line without the kills beside it',
      said({
        steps: [{ id: 'rss-growing', answer: 'no', headline: 'x2x is steady at 470 MiB for 2 h.', reasons: [] }],
        pod: { kills: 3 },
      }),
      leaks,
    ],
    ['a level line that moves', said({ evidence: ['x2x is steady at 145–244 MiB for 29 s.'] }), leaks],
    ['a flat line that moves', said({ evidence: ['x2x is flat: 0.7–1.2 GiB for 2 h.'] }), leaks],
    ['two rates of one climb', said({ evidence: ['x2x grew 100 → 200 MiB in 2 h 30 min (70 MiB/h).'] }), leaks],
    ['two rates of a count', said({ evidence: ['1,000 → 47,000 threads in 2 h (13,000/h).'] }), leaks],
    [
      'two times of one full heap',
      said({
        advice: ['Now: raise -Xmx. At this rate the live heap fills the 1.2 GiB that it may take in about 20 h 5 min.'],
        pod: { kills: 0, killIn: 40 * 3_600_000, heapFull: true },
      }),
      leaks,
    ],
    [
      'others that grow too beside one that does not',
      said({
        steps: [
          {
            id: 'rss-growing',
            answer: 'no',
            headline: 'x2x is flat: 90 MiB for 2 h.',
            reasons: ['The other pod grows too.'],
          },
        ],
      }),
      leaks,
    ],
    ['growth of nothing', said({ evidence: ['Traced memory grew 1.1 → 1.1 MiB in 3 min.'] }), leaks],
    ['an end of kills that were not', said({ proof: 'A day without a kill.', pod: { kills: 0, killIn: 9e6 } }), leaks],
    [
      'another number of kills',
      said({ evidence: ['x2x was killed 2 times under its limit of 96 MiB.'], pod: { kills: 4 } }),
      leaks,
    ],
    [
      'a jump to a limit that no sample reaches',
      said({ evidence: ['Memory jumps to its limit of 160 MiB.'] }),
      { ...leaks, fullest: 0.81 },
    ],
    [
      'advice about a part that did not grow',
      said({
        title: 'Memory grows outside the JVM heap',
        advice: ['Now: raise the limit to gain time.', 'Fix: release direct buffers.'],
        steps: [ledger('Metaspace (classes): 40 → 90 MiB (+50 MiB).', 'Direct buffers: 3 → 3 MiB (±0 B).')],
      }),
      leaks,
    ],
    [
      'paths that are not listed',
      said({ evidence: ['3 paths explain all of it.'], paths: [{ delta: 60 * MiB, share: 0.98 }] }),
      leaks,
    ],
    ['another limit in the title', said({ title: 'The limit is too small: set 640 MiB' }), leaks],
    ['evidence without a figure', said({ evidence: ['Kernel memory grows.'], pod: { kills: 0, killIn: 9e6 } }), leaks],
    [
      'a headline that a picture cuts',
      said({ steps: [{ id: 'rss-growing', answer: 'no', headline: `x2x ${'and so on '.repeat(20)}`, reasons: [] }] }),
      leaks,
    ],
    [
      'a heap leak of a heap that does not grow',
      said({
        paths: [],
        title: 'Heap leak',
        steps: [
          { id: 'live-heap-growing', answer: 'no', headline: 'The live heap does not grow: 105 MiB.', reasons: [] },
        ],
      }),
      leaks,
    ],
    [
      'a calm title of a run that was hardly seen',
      said({
        title: 'No leak: memory does not grow',
        steps: [{ id: 'rss-growing', answer: 'unclear', headline: 'Too little to say about x2x.', reasons: [] }],
      }),
      leaks,
    ],
    ['a denial of kills', said({ evidence: ['No OOM kill in the window of 2 h.'], pod: { kills: 3 } }), leaks],
  ])('find %s', (_what, report, facts) => {
    expect(reportFaults(report, facts)).toHaveLength(1);
  });
});
