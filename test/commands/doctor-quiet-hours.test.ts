import { expect, test } from 'vitest';
import { checkQuietHours } from '../../src/commands/doctor-quiet-hours.ts';
import type { QuietHours } from '../../src/investigation/silence/quiet-hours.ts';
import { aService } from '../support/investigations.ts';

const NIGHTS: QuietHours = {
  from: 22 * 60,
  to: 7 * 60,
  timeZone: 'Europe/Berlin',
  days: [],
  channels: [],
  services: [],
  opens: { kills: 3 },
};

const check = (...quietHours: readonly QuietHours[]) =>
  checkQuietHours({ quietHours }, { known: [aService()], now: Date.parse('2026-01-10T23:00Z') });

test('says when it is quiet, and until when', () => {
  expect(check(NIGHTS, { ...NIGHTS, from: 30, to: 60 })).toEqual([
    { state: 'ok', says: 'quiet from 22:00 to 07:00 in Europe/Berlin; now until 11 Jan 06:00 UTC' },
    { state: 'ok', says: 'quiet from 00:30 to 01:00 in Europe/Berlin; not now' },
  ]);
});

test('warns of a service that is not known, and of hours that never end', () => {
  const texts = check({ ...NIGHTS, services: ['markets-api', 'orders'] }, { ...NIGHTS, from: 0, to: 24 * 60 });
  expect(texts.filter(({ state }) => state === 'warning')).toMatchObject([
    { says: 'quiet hours name orders, which is no service known now' },
    { says: 'quiet hours never end: what they collect is never posted' },
  ]);
});
