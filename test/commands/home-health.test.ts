import { expect, test } from 'vitest';
import { HomeHealth } from '../../src/commands/home-health.ts';
import type { AskResult, SourceName } from '../../src/commands/watched-sources.ts';

const aSource = (name: string) => ({ name }) as never;

function shown(troubles: { metrics?: string; slack?: string; up?: number; down?: number } = {}) {
  const health = new HomeHealth();
  const { up, down = 0 } = troubles;
  const counted: unknown[] = [];
  const watch = health.remembering({
    asked: (source: SourceName, result: AskResult) => void counted.push([source, result]),
    visited: () => undefined,
  });
  health.show({
    sources: {
      metrics: aSource('Prometheus'),
      profiles: aSource('Pyroscope and collector'),
      standing: () => (up === undefined ? undefined : { up, down }),
    },
    sourceTrouble: () => troubles.metrics,
    slackTrouble: () => troubles.slack,
  });
  return { health, watch, counted };
}

test('before there is anything to look at, nothing is shown', () => {
  expect(new HomeHealth().checks()).toEqual([]);
});

test('all is well', () => {
  expect(shown({ up: 3 }).health.checks()).toEqual([
    { state: 'ok', says: 'Metrics: Prometheus answers' },
    { state: 'ok', says: 'Profiles: from Pyroscope and collector' },
    { state: 'ok', says: 'Collector: 3 processes visited' },
    { state: 'ok', says: 'Slack: messages are delivered' },
  ]);
});

test('each trouble is named, with what to do', () => {
  const { health, watch, counted } = shown({ metrics: 'refused', slack: 'not in #alerts', up: 1, down: 1 });
  watch.asked('pyroscope', 'unavailable');
  expect(health.checks()).toEqual([
    { state: 'warning', says: 'Metrics: refused' },
    {
      state: 'warning',
      says: 'Profiles: the last question to pyroscope was not answered',
      fix: 'leakbot doctor shows why.',
    },
    { state: 'warning', says: 'Collector: 1 of 2 processes did not answer', fix: 'leakbot doctor names them.' },
    { state: 'warning', says: 'Slack: not in #alerts' },
  ]);
  watch.asked('pyroscope', 'ok');
  expect(health.checks()[1]).toEqual({ state: 'ok', says: 'Profiles: from Pyroscope and collector' });
  expect(counted).toEqual([
    ['pyroscope', 'unavailable'],
    ['pyroscope', 'ok'],
  ]);
});
