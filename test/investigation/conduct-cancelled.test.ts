import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import { type Conclude, Conductor } from '../../src/investigation/conduct.ts';
import type { InvestigationEvent } from '../../src/investigation/state/event.ts';
import { DANA, NOON, Story } from '../support/investigations.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

let database: Database;
beforeEach(async () => {
  database = await anEmptyDatabase();
});
afterEach(() => database.destroy());

const unexpected = (what: string) => () => Promise.reject(new Error(`no one asked for ${what}`));

/** A conduct whose report takes until it is asked to stop, on an investigation whose last question waits. */
async function concluding() {
  const store = new SqlInvestigationStore(database);
  const story = new Story().observe().answer('rss-growing.1', 'yes').observe();
  story.answer('goroutines-growing.1', 'no').observe();
  await store.save({ investigation: { ...story.investigation, version: 1 }, effects: [] });
  const signals: AbortSignal[] = [];
  const problems: unknown[] = [];
  const conclude: Conclude = (_, signal) => {
    signals.push(signal);
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  const conducting = new Conductor({
    store,
    clock: { now: () => NOON },
    observe: () => new Promise(() => undefined),
    conclude,
    capturer: { visits: unexpected('a visit'), capture: unexpected('a capture') },
    changed: () => undefined,
    report: (_, error) => problems.push(error),
  });
  await conducting.handle('inv-1', {
    kind: 'answered',
    step: 'live-heap-growing.1',
    answer: 'yes',
    by: DANA,
    at: NOON,
  });
  return { conducting, signals, problems };
}

const reopened = { kind: 'change-wanted', step: 'goroutines-growing.1', by: DANA, at: NOON } as const;

describe('a report that is being made', () => {
  test.each<[string, InvestigationEvent]>([
    ['the investigation is cancelled', { kind: 'cancelled', by: DANA, at: NOON }],
    ['another pod is chosen', { kind: 'pod-chosen', step: 'rss-growing.1', pod: 'other', by: DANA, at: NOON }],
  ])('is given up when %s, and no one is reported about a failure', async (_, event) => {
    const { conducting, signals, problems } = await concluding();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await conducting.handle('inv-1', event);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(problems).toEqual([]);
  });

  test('goes on while a question is reopened, until it gets another answer', async () => {
    const { conducting, signals } = await concluding();
    await conducting.handle('inv-1', reopened);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await conducting.handle('inv-1', { ...reopened, kind: 'answered', answer: 'yes' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await conducting.stop();
  });

  test('goes on when something else happens', async () => {
    const { conducting, signals } = await concluding();
    await conducting.handle('inv-1', {
      kind: 'alerts-heard',
      news: [{ kind: 'resolved', fingerprint: 'f1' }],
      at: NOON,
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await conducting.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
