import { describe, expect, test } from 'vitest';
import type { Alert, AlertKind } from '../../../src/alert/alert.ts';
import { opensAnyway, type QuietHours, quietNow, quietUntil } from '../../../src/investigation/silence/quiet-hours.ts';
import { anOomKill } from '../../support/bot.ts';
import { aService } from '../../support/investigations.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const HERE = { channel: 'C0ALERTS', service: aService() };

/** 22:00 to 07:00 in Berlin. */
function nights(changes: Partial<QuietHours> = {}): QuietHours {
  const when = { from: 22 * 60, to: 7 * 60, timeZone: 'Europe/Berlin' };
  return { ...when, days: [], channels: [], services: [], opens: { kills: 3 }, ...changes };
}

const quiet = (hours: QuietHours, time: string, subject: object = {}) =>
  quietNow([hours], { ...HERE, ...subject }, utc(time)).length > 0;

test.each<[string, string, boolean]>([
  ['before', '2026-01-10T20:59', false],
  ['from the first minute', '2026-01-10T21:00', true],
  ['over midnight', '2026-01-11T02:00', true],
  ['until the last', '2026-01-11T05:59', true],
  ['not after', '2026-01-11T06:00', false],
  ['in summer an hour earlier', '2026-07-10T20:00', true],
  ['and over an hour earlier', '2026-07-11T05:00', false],
  ['the night in which clocks go forward ends at seven', '2026-03-29T04:59', true],
  ['and not later', '2026-03-29T05:00', false],
  ['the night in which clocks go back is an hour longer', '2026-10-25T05:59', true],
  ['and no longer', '2026-10-25T06:00', false],
])('%s', (_name, time, expected) => {
  expect(quiet(nights(), time)).toBe(expected);
});

test('a time that clocks show twice ends the hours once', () => {
  const hours = nights({ to: 2 * 60 + 30 });
  expect(['2026-10-25T00:29', '2026-10-25T00:30', '2026-10-25T01:29'].map((time) => quiet(hours, time))).toEqual([
    true,
    false,
    false,
  ]);
});

test('days are those on which they begin', () => {
  // 2026-01-09 is a Friday.
  const friday = nights({ days: [5] });
  expect(['2026-01-09T22:00', '2026-01-10T03:00', '2026-01-10T22:00'].map((time) => quiet(friday, time))).toEqual([
    true,
    true,
    false,
  ]);
});

test.each<[string, Partial<QuietHours>, object, boolean]>([
  ['all channels', {}, {}, true],
  ['that channel', { channels: ['C0ALERTS'] }, {}, true],
  ['another channel', { channels: ['C0OTHER'] }, {}, false],
  ['that service', { services: ['markets-api'] }, {}, true],
  ['that service by its namespace', { services: ['prod/markets-api'] }, {}, true],
  ['another service', { services: ['markets'] }, {}, false],
  ['a service, where an alert names none', { services: ['markets-api'] }, { service: undefined }, false],
  ['all services, where an alert names none', {}, { service: undefined }, true],
])('for %s', (_name, changes, subject, expected) => {
  expect(quiet(nights(changes), '2026-01-10T23:00', subject)).toBe(expected);
});

test('hours that meet end together; those of others do not count', () => {
  const weekend = nights({ from: 0, to: 24 * 60, days: [6, 0] });
  const until = (time: string) => {
    const end = quietUntil([nights(), weekend, nights({ to: 12 * 60, channels: ['C0OTHER'] })], HERE, utc(time));
    return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
  };
  // Friday night, the weekend, Sunday night: until Monday at seven in Berlin.
  expect(until('2026-01-09T23:00')).toBe('2026-01-12T06:00');
  expect(until('2026-01-09T12:00')).toBeUndefined();
});

describe('a thread opens all the same', () => {
  const alerts = (...kinds: readonly AlertKind[]): readonly Alert[] =>
    kinds.map((kind, index) =>
      anOomKill({ kind, name: kind, fingerprint: `f${index}`, labels: { severity: 'critical' } }),
    );
  const opens = (changes: Partial<QuietHours['opens']>, kinds: readonly AlertKind[]) =>
    opensAnyway([nights({ opens: { kills: 3, ...changes } })], { before: undefined, alerts: alerts(...kinds) });

  test.each<[string, Partial<QuietHours['opens']>, readonly AlertKind[], boolean]>([
    ['two kills do not', {}, ['oom-kill', 'oom-kill'], false],
    ['three kills do', {}, ['oom-kill', 'oom-kill', 'oom-kill'], true],
    ['a kill and restarts again and again do', {}, ['restart-spike', 'oom-kill'], true],
    ['restarts alone do not', {}, ['restart-spike', 'restart-spike', 'restart-spike'], false],
    ['one kill, where the setting says so', { kills: 1 }, ['oom-kill'], true],
    ['no kill, where the setting says so', { kills: 'never' }, ['oom-kill', 'oom-kill', 'oom-kill'], false],
    [
      'labels that the setting names',
      { match: [{ label: 'severity', op: '=', value: 'critical' }] },
      ['memory-near-limit'],
      true,
    ],
    [
      'the name of the alert is one of them',
      { match: [{ label: 'alertname', op: '=~', value: 'restart.*' }] },
      ['restart-spike'],
      true,
    ],
    ['other labels do not', { match: [{ label: 'severity', op: '=', value: 'page' }] }, ['memory-near-limit'], false],
  ])('%s', (_name, changes, kinds, expected) => {
    expect(opens(changes, kinds)).toBe(expected);
  });

  test('what is too bad for one of several hours only does not', () => {
    const hours = [nights({ opens: { kills: 1 } }), nights({ opens: { kills: 'never' } })];
    expect(opensAnyway(hours, { before: undefined, alerts: alerts('oom-kill') })).toBe(false);
  });
});
