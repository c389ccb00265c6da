import { expect, test } from 'vitest';
import { ledgerOfRun } from '../../src/attribution/run-ledger.ts';
import { fillsTheRest, fullFromStart } from '../../src/diagnosis/full-from-start.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { CauseId } from '../../src/runtime/growth-causes.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

interface Drawn {
  readonly older: number;
  readonly goesBack?: true;
}

/** What 100 minutes show of a run that climbs from 460 to 490 of 512 MiB, and began so many hours before. */
function drawn({ older, goesBack }: Drawn) {
  const bytes = { rss: [460, 490], 'working-set': [460, 490], usage: [460, 490] } as const;
  const begun = { startedAt: minute(0) - older * HOUR, startSeen: older === 0 };
  const run = aRun({ limit: 512, bytes, ...begun });
  const rss = run.tracks.rss?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const pod = { pod: 'api-1', rss, lifetimes: [run], restarts: 0, kills: [], limit: run.limit };
  const range = { from: minute(0), to: minute(100) };
  const ledger = ledgerOfRun(run, { cpus: 1 });
  const observation = { range, goesBack, step: 60_000, pods: [pod], chosen: 'api-1', measured: {}, deploys: [] };
  return { ledger, observation };
}

function full(how: Drawn) {
  const { ledger, observation } = drawn(how);
  return ledger && fullFromStart(observation, ledger);
}

test('a run that stands at its limit since its start was full before it grew', () => {
  expect(full({ older: 0, goesBack: true })).toBe(true);
});

test('so does one of which no more is known', () => {
  expect(full({ older: 30 })).toBe(true);
});

test('a narrow window of a run that began long before does not show that its limit is too small', () => {
  expect(full({ older: 30, goesBack: true })).toBe(false);
});

test('nor does one of a run that a kill ended', () => {
  const { ledger, observation } = drawn({ older: 30, goesBack: true });
  const run = ledger && { ...ledger.run, end: 'oom-killed' as const };
  const pods = observation.pods.map((pod) => ({ ...pod, lifetimes: run === undefined ? [] : [run] }));
  expect(ledger && run && fullFromStart({ ...observation, pods }, { ...ledger, run })).toBe(false);
});

test('what a first run gains in the last of its limit, and nothing measures, is the rest of what it takes', () => {
  const rest = (how: Drawn, cause: CauseId) => {
    const { ledger, observation } = drawn(how);
    return ledger && fillsTheRest(observation, ledger, cause);
  };
  expect(rest({ older: 0 }, 'native')).toBe(true);
  expect(rest({ older: 0.3 }, 'anonymous')).toBe(true);
  // A live heap is measured, and of an older run the base is not that of its start.
  expect(rest({ older: 0 }, 'heap')).toBe(false);
  expect(rest({ older: 5 }, 'native')).toBe(false);
});
