import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../scripts/lab/record/recording.ts';
import type { RecordedSeries } from '../../scripts/lab/record/series.ts';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import { SCENARIOS, type Scenario } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';
import { finishedRuns, growthIn, type Run } from '../../scripts/lab/truth.ts';
import { MiB } from '../../src/measurement/bytes.ts';

function read(scenario: string): { readonly recording: Recording; readonly series: readonly RecordedSeries[] } {
  const file = (name: string) => readFileSync(new URL(`../fixtures/recordings/${scenario}/${name}`, import.meta.url));
  return {
    recording: JSON.parse(file('recording.json').toString()) as Recording,
    series: unpackSeries(file('series.json.gz')),
  };
}

const known = SCENARIOS.map(scenarioOf).flatMap(({ truth, ...rest }) =>
  truth === undefined ? [] : [{ truth, ...rest }],
);

// What a scenario is said to be is what its service did when it was recorded.
describe.each(known)('the recording of $name', ({ name, program, truth }) => {
  const { recording, series } = read(name);
  const container = program.name;
  const busiest = new RegExp(`-${program.releases.current.suffixes[0]}$`);
  const judged = finishedRuns(recording.events, { pod: busiest, container }).flatMap((run) => {
    const total = growthIn(series, truth.of, run, container);
    return total === undefined ? [] : [{ run, total }];
  });

  test('has runs that grow until the kernel kills them', () => {
    expect(judged.length).toBeGreaterThan(0);
    for (const { total } of judged) expect(total / MiB).toBeGreaterThan(30);
  });

  test.each(truth.parts)('grew by its share of $what', ({ sum, share: [least, most] }) => {
    for (const { run, total } of judged) {
      const share = (growthIn(series, sum, run, container) ?? Number.NaN) / total;
      expect(share, clockOf(run)).toBeGreaterThanOrEqual(least);
      expect(share, clockOf(run)).toBeLessThanOrEqual(most);
    }
  });
});

function clockOf({ from, to }: Run): string {
  return `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
}

test('each scenario whose memory is expected to leak outside the old ones has its truth stated', () => {
  const unstated = SCENARIOS.map(scenarioOf).filter(
    ({ growth, truth }: Scenario) => growth.by === 'clock' && truth === undefined,
  );
  expect(unstated.map(({ name }) => name)).toEqual([]);
});

describe('growth in a run', () => {
  const run: Run = { pod: 'a', from: 20, to: 100 };
  const series = (name: string, values: readonly number[], more: Record<string, string> = {}): RecordedSeries => ({
    labels: { __name__: name, pod: 'a', container: 'c', ...more },
    samples: values.map((value, index) => [index * 10, value] as const),
  });

  test('begins after the first fifth, takes medians of three, adds and takes off', () => {
    const all = [
      // In the run: 1 2 9 … 11 3 13 between the times 20 and 90; the sudden 3 is what a kill leaves of a process.
      series('total', [900, 900, 1, 2, 9, 5, 5, 11, 3, 13]),
      series('part', [0, 0, 1, 1, 1, 1, 1, 4, 4, 4], { id: 'x' }),
      series('part', [0, 0, 7, 7, 7, 7, 7, 700, 700, 700], { id: 'y' }),
    ];
    expect(growthIn(all, { plus: ['total'] }, run, 'c')).toBe(11 - 2);
    expect(growthIn(all, { plus: ['total'], minus: ['part{id="x"}'] }, run, 'c')).toBe(9 - 3);
  });

  test('is unknown where a metric has too few samples or none', () => {
    expect(growthIn([series('total', [1, 1, 1, 2, 3, 4])], { plus: ['total'] }, run, 'c')).toBeUndefined();
    expect(growthIn([], { plus: ['total'] }, run, 'c')).toBeUndefined();
  });

  test('is looked for only in runs that the kernel ended', () => {
    const at = (time: number, kind: 'container-started' | 'oom-killed' | 'exited') => ({
      time,
      kind,
      pod: 'a',
      container: 'c',
    });
    const events = [
      { ...at(0, 'container-started'), containerId: '1' },
      { ...at(100, 'oom-killed'), restarts: 1 },
      { ...at(110, 'container-started'), containerId: '2' },
      { ...at(150, 'exited'), exitCode: 0 },
      { ...at(160, 'container-started'), containerId: '3' },
    ] as unknown as Parameters<typeof finishedRuns>[0];
    expect(finishedRuns(events, { pod: /^a$/, container: 'c' })).toEqual([run]);
  });
});
