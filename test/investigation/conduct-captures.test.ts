import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import type { Capturer, CaptureWish } from '../../src/evidence/ports.ts';
import { Conductor } from '../../src/investigation/conduct.ts';
import type { Investigation } from '../../src/investigation/state/investigation.ts';
import type { InvestigationStore } from '../../src/investigation/store.ts';
import { CaptureStory, POD, PROFILES } from '../support/captures.ts';
import { DANA, NOON, SAM } from '../support/investigations.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

let database: Database;
let store: InvestigationStore;
const problems: unknown[] = [];

beforeEach(async () => {
  problems.length = 0;
  database = await anEmptyDatabase();
  store = new SqlInvestigationStore(database);
  await store.save({ investigation: { ...new CaptureStory().investigation, version: 1 }, effects: [] });
});
afterEach(() => database.destroy());

const unexpected = (what: string) => () => Promise.reject(new Error(`no one asked for ${what}`));

function aConduct(capture: Capturer['capture'] = unexpected('a capture')) {
  return new Conductor({
    store,
    clock: { now: () => NOON + 62_000 },
    observe: unexpected('an observation'),
    conclude: unexpected('a report'),
    capturer: { visits: unexpected('a visit'), capture },
    changed: () => undefined,
    report: (_, error) => problems.push(error),
  });
}

const wanted = { kind: 'capture-wanted', step: 'goroutines-growing.1', by: DANA, at: NOON } as const;

async function stored(): Promise<Investigation> {
  const investigation = await store.load('inv-1');
  if (investigation === undefined) throw new Error('gone');
  return investigation;
}

const states = async () => (await stored()).notes.map((note) => note.capture?.state.kind);

describe('captures', () => {
  test('ask for the chosen process once, however often someone clicks; the wish is stored before', async () => {
    const wishes: CaptureWish[] = [];
    const before: unknown[] = [];
    const conducting = aConduct(async (wish) => {
      wishes.push(wish);
      before.push(await states());
      return PROFILES;
    });
    const [, second] = await Promise.all([
      conducting.handle('inv-1', wanted),
      conducting.handle('inv-1', { ...wanted, by: SAM }),
    ]);
    await conducting.idle();
    expect(second?.refusal?.kind).toBe('capturing');
    expect(wishes).toMatchObject([{ names: [POD, '10.0.0.7:6060'], evenAtLimit: false }]);
    expect(before).toEqual([['running']]);
    expect(await states()).toEqual(['captured']);
    expect(problems).toEqual([]);
  });

  test('go on at the limit only after a second click', async () => {
    const insisted: boolean[] = [];
    const conducting = aConduct(async ({ evenAtLimit }) => {
      insisted.push(evenAtLimit);
      return evenAtLimit ? PROFILES : { kind: 'at-limit', share: 0.97 };
    });
    await conducting.handle('inv-1', wanted);
    await conducting.idle();
    expect(await states()).toEqual(['at-limit']);
    await conducting.handle('inv-1', { kind: 'capture-confirmed', capture: 'capture.1', by: SAM, at: NOON });
    await conducting.idle();
    expect(insisted).toEqual([false, true]);
    expect(await states()).toEqual(['captured']);
  });

  test('that cannot be carried out at all are reported with the reason', async () => {
    const conducting = aConduct(() => Promise.reject(new Error('the collector does not run')));
    await conducting.handle('inv-1', wanted);
    await conducting.idle();
    expect((await stored()).notes[0]?.capture?.state).toMatchObject({
      kind: 'failed',
      faults: [{ missing: 'The collector could not work: the collector does not run.' }],
    });
    expect(problems).toHaveLength(1);
  });

  test('cut off by a stop are reported as not done by the next start, and not tried again', async () => {
    const conducting = aConduct(
      (_, signal) =>
        new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ kind: 'failed', faults: [] }))),
    );
    await conducting.handle('inv-1', wanted);
    await conducting.stop();
    expect(await states()).toEqual(['running']);
    expect((await store.unfinished()).map(({ id }) => id)).toEqual(['inv-1']);
    await aConduct().resume();
    expect(await states()).toEqual(['interrupted']);
    expect(await store.unfinished()).toEqual([]);
    expect(problems).toEqual([]);
  });
});
