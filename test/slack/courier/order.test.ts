import { expect, test } from 'vitest';
import type { Parcel } from '../../../src/investigation/outbox.ts';
import { deliverable, mostUrgentFirst, type Standing, standingOf } from '../../../src/slack/courier/order.ts';
import { anIncidentAlert, DANA, NOON, Story } from '../../support/investigations.ts';

let id = 0;

function aParcel(slot: string, changes: Partial<Parcel> = {}): Parcel {
  id += 1;
  const fresh = { wanted: 1, sent: 0, ts: null, attemptedAt: null, files: [], failures: 0, notBefore: 0, digest: null };
  return { id, investigation: `inv-${id}`, slot, ...fresh, ...changes };
}

const CALM: Standing = {
  channel: 'A',
  severity: 1,
  causes: [],
  byAlert: true,
  someoneWaits: false,
  evidenceComing: false,
};

function ordered(
  ...all: readonly (readonly [slot: string, standing?: Partial<Standing>, changes?: Partial<Parcel>])[]
) {
  const ranked = all.map(([slot, standing, changes]) => ({
    parcel: aParcel(slot, changes),
    standing: { ...CALM, ...standing },
  }));
  return mostUrgentFirst(ranked).map(({ parcel, standing }) => `${parcel.slot} ${standing.severity}`);
}

test('openings, then what people wait for, then conclusions, then the rest; updates and reactions last', () => {
  expect(
    ordered(
      ['react/eyes'],
      ['status', {}, { ts: '1.1' }],
      ['step/rss-growing.1'],
      ['conclusion/1'],
      ['step/heap-growing.1', { someoneWaits: true }],
      ['root'],
    ),
  ).toEqual(['root 1', 'step/heap-growing.1 1', 'conclusion/1 1', 'step/rss-growing.1 1', 'status 1', 'react/eyes 1']);
});

test('of the same urgency the worst workload first, then what came up first', () => {
  expect(
    ordered(
      ['root', { severity: 2 }],
      ['root', { severity: 3001 }],
      ['root', { severity: 9 }],
      ['conclusion/1', { severity: 9000 }],
    ),
  ).toEqual(['root 3001', 'root 9', 'root 2', 'conclusion/1 9000']);
  expect(ordered(['status'], ['step/a.1'])).toEqual(['status 1', 'step/a.1 1']);
});

test('a kill counts more than any number of other alerts', () => {
  const { investigation } = new Story();
  const severity = (...kinds: ReturnType<typeof anIncidentAlert>['kind'][]) =>
    standingOf({ ...investigation, alerts: kinds.map((kind) => anIncidentAlert({ kind })) }).severity;
  expect(severity('oom-kill')).toBeGreaterThan(
    severity(...Array.from({ length: 50 }, () => 'memory-near-limit' as const)),
  );
  expect(severity('oom-kill', 'oom-kill')).toBeGreaterThan(severity('oom-kill', 'memory-near-limit'));
});

test('someone waits once a question was answered', () => {
  const story = new Story();
  expect(standingOf(story.investigation).someoneWaits).toBe(false);
  story.observe();
  expect(standingOf(story.investigation).someoneWaits).toBe(false);
  story.answer('rss-growing.1', 'yes');
  expect(standingOf(story.investigation).someoneWaits).toBe(true);
});

test('someone waits who asked for the investigation', () => {
  const story = new Story({ trigger: { kind: 'request', by: DANA } });
  expect(standingOf(story.investigation).someoneWaits).toBe(true);
});

test('evidence is coming until the first question was looked at, and not while it is looked at again', () => {
  const story = new Story();
  expect(standingOf(story.investigation).evidenceComing).toBe(true);
  story.observe();
  expect(standingOf(story.investigation).evidenceComing).toBe(false);
  story.answer('rss-growing.1', 'yes');
  expect(standingOf(story.investigation).evidenceComing).toBe(false);
  story.apply({ kind: 'pod-chosen', step: 'rss-growing.1', pod: 'other', by: DANA, at: NOON });
  expect(standingOf(story.investigation).evidenceComing).toBe(false);
});

test('of each investigation its first new message, and the changes of what stands; reactions once their message does', () => {
  const own = (slot: string, changes: Partial<Parcel> = {}) => aParcel(slot, { investigation: 'one', ...changes });
  const slots = (...parcels: Parcel[]) => deliverable(parcels).map(({ slot }) => slot);
  const all = [own('react/eyes'), own('status', { ts: '1.1' }), own('step/a.1'), own('step/b.1'), aParcel('root')];
  expect(slots(...all)).toEqual(['react/eyes', 'status', 'step/a.1', 'root']);
  expect(slots(own('root'), own('react/eyes'), own('status'))).toEqual(['root']);
});
