import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventLoopTurns } from '../../src/adapters/alarm/event-loop-turns.ts';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { alertmanager } from '../../src/alert/alertmanager/alertmanager.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders } from '../../src/alert/senders.ts';
import { NO_CAPTURER } from '../../src/evidence/no-capturer.ts';
import { type Conduct, Conductor } from '../../src/investigation/conduct.ts';
import { AlertDesk, type Intake, type IntakeDependencies } from '../../src/investigation/intake.ts';
import { NO_SILENCE } from '../../src/investigation/silence/silences.ts';
import { alertCount } from '../../src/investigation/state/alerts.ts';
import { LEAKBOT } from '../../src/investigation/state/person.ts';
import type { InvestigationStore } from '../../src/investigation/store.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { type Service, workloadKey } from '../../src/service/service.ts';
import { BODIES } from '../alert/bodies.ts';
import { aConclusion } from '../support/a-conclusion.ts';
import { aJudgement, aService, DANA, NOON } from '../support/investigations.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

let database: Database;
let store: InvestigationStore;
let conducting: Conduct;
let desk: Intake;
let now = NOON;
const clock = { now: () => now };
const problems: unknown[] = [];
/** The service with the container that a look finds in trouble. */
let looksAt: Service | undefined;

beforeEach(async () => {
  now = NOON;
  problems.length = 0;
  looksAt = undefined;
  database = await anEmptyDatabase();
  store = new SqlInvestigationStore(database);
  conducting = new Conductor({
    store,
    clock,
    observe: () => Promise.resolve({ pod: 'x2x', service: looksAt, facts: { judgement: aJudgement(), gaps: [] } }),
    conclude: () => Promise.reject(new Error('not asked for here')),
    capturer: NO_CAPTURER,
    changed: () => undefined,
    report: (_, error) => problems.push(error),
  });
  desk = aDesk();
});
afterEach(async () => {
  await conducting.idle();
  await database.destroy();
  expect(problems).toEqual([]);
});

function aDesk(changes: Partial<IntakeDependencies> = {}): AlertDesk {
  let ids = 0;
  return new AlertDesk({
    store,
    conduct: conducting,
    clock,
    newId: () => `inv-${++ids}`,
    services: () => Promise.resolve([aService()]),
    alarm: () => () => undefined,
    turns: eventLoopTurns(),
    silences: NO_SILENCE,
    channel: 'C0ALERTS',
    report: (_, error) => problems.push(error),
    ...changes,
  });
}

function anAlert(changes: Partial<Alert> & { readonly pod?: string } = {}): Alert {
  const { pod = 'markets-api-7d9f-x2x', ...rest } = changes;
  return {
    source: 'alertmanager',
    fingerprint: `f-${pod}`,
    kind: 'oom-kill',
    status: 'firing',
    name: 'KubeContainerOOMKilled',
    subject: { workload: aService().workload, pod, missing: [] },
    startsAt: NOON,
    labels: {},
    ...rest,
  };
}

async function receive(...alerts: Alert[]): Promise<void> {
  await desk.receive(alerts);
  await desk.takeUp();
  await conducting.idle();
}

describe('a call with thousands of alerts of one workload', () => {
  const pods = Array.from({ length: 5_000 }, (_, pod) => anAlert({ pod: `markets-api-7d9f-${pod}` }));
  const resolved = pods.map((alert) => ({ ...alert, status: 'resolved' }) as const);

  test('is one event, in a state that does not grow with it, within a second of processor', async () => {
    const before = process.cpuUsage();
    await desk.receive(pods, { leftOut: 70 });
    await desk.takeUp();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
    await conducting.idle();
    const opened = await newest();
    // One for the opening with all alerts, one for what was seen.
    expect(opened?.version).toBe(2);
    expect(opened && alertCount(opened)).toBe(5_000);
    expect(opened?.leftOut).toBe(70);
    expect(JSON.stringify(opened).length).toBeLessThan(100_000);
    expect(await store.waitingAlerts()).toEqual([]);
  });

  test('is over when the last of them is', async () => {
    await receive(...pods);
    await receive(...resolved.slice(1));
    expect((await newest())?.notes).toEqual([]);
    await receive(...resolved.slice(0, 1));
    expect((await newest())?.notes).toMatchObject([{ kind: 'resolved' }]);
    await receive(...resolved);
    expect((await newest())?.notes).toHaveLength(1);
  });

  test('lets others have their turns', async () => {
    let turns = 0;
    const counted = setInterval(() => (turns += 1), 1);
    await receive(...pods);
    clearInterval(counted);
    expect(turns).toBeGreaterThan(5);
  });
});

/** A call of Alertmanager with alerts of one workload; what is changed may make them no alerts. */
function aCall(count: number, changes: object = {}): Uint8Array {
  const alerts = Array.from({ length: count }, (_, n) => ({
    status: 'firing',
    labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod', container: 'orders', pod: `orders-7d9f-${n}` },
    annotations: { summary: `orders-7d9f-${n} was killed at its memory limit` },
    startsAt: '2026-11-29T12:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example/graph?g0.expr=oom_kills',
    fingerprint: `f-${n}`,
    ...changes,
  }));
  return Buffer.from(JSON.stringify({ version: '4', externalURL: 'http://alertmanager.example', alerts }));
}

describe('no turn of the event loop has the processor for long', () => {
  /** As long as one turn had the processor while some work was done: the least of three, since a collector may run. */
  async function longestTurn(work: (round: number) => Promise<void>): Promise<number> {
    const rounds: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      let longest = 0;
      let last = processor();
      const ticking = setInterval(() => {
        const now = processor();
        longest = Math.max(longest, now - last);
        last = now;
      }, 1);
      await work(round);
      await new Promise((resolve) => setTimeout(resolve, 5));
      clearInterval(ticking);
      rounds.push(longest);
    }
    return Math.min(...rounds);
  }

  function processor(): number {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  }

  const read = (body: Uint8Array) => alertmanager.read(body, { kindOf: alertKind, turns: eventLoopTurns() });

  test('a call of 5,000 alerts of one workload: 50 ms', async () => {
    const bodies = [0, 1, 2].map((round) => aCall(5_000, { startsAt: `2026-11-29T12:00:0${round}Z` }));
    const longest = await longestTurn(async (round) => {
      const reading = await read(bodies[round] ?? Buffer.of());
      if (reading.kind !== 'alerts') throw new Error(reading.problem);
      expect(reading.alerts).toHaveLength(5_000);
      await receive(...reading.alerts);
    });
    expect(longest).toBeLessThan(50);
  });

  test.each<[string, number, Uint8Array]>([
    // JSON is parsed in one piece: of 6 MB that took 33 to 52 ms, the more while other programs had the machine too.
    ['6 MB of what are no alerts', 100, aCall(19_000, { status: 'burning' })],
    ['6 MB of nothing at all', 50, Buffer.from(`{"version":"4","alerts":[${'[],'.repeat(2_000_000)}[]]}`)],
    ['6 MB that are no JSON', 50, Buffer.from(`{${'"a":['.repeat(1_200_000)}`)],
  ])('%s: %i ms', async (_, most, body) => {
    expect(body.length).toBeGreaterThan(6e6);
    const longest = await longestTurn(async () => {
      expect((await read(body)).kind).toBe('fault');
    });
    expect(longest).toBeLessThan(most);
  });
});

const newest = () => store.newestOf(workloadKey(aService().workload));

describe('one investigation a workload and incident', () => {
  test('other pods, repeats and regroupings join; the last resolution is noted; it stays open to answers', async () => {
    await receive(anAlert(), anAlert({ pod: 'markets-api-7d9f-k7p' }));
    await receive(anAlert(), anAlert({ pod: 'markets-api-7d9f-zzz' }));
    expect((await newest())?.alerts.map((alert) => alert.pod?.slice(-3))).toEqual(['x2x', 'k7p', 'zzz']);
    await receive(
      ...['x2x', 'k7p', 'zzz'].map((pod) => anAlert({ pod: `markets-api-7d9f-${pod}`, status: 'resolved' })),
    );
    const investigation = await newest();
    expect(investigation?.id).toBe('inv-1');
    expect(investigation?.notes.map((note) => note.kind)).toEqual(['resolved']);
    expect(investigation?.status).toBe('asking');
  });

  test('alerts that arrive together at once open one thread', async () => {
    await Promise.all([
      desk.receive([anAlert()]),
      desk.receive([anAlert({ pod: 'b' })]),
      desk.receive([anAlert({ pod: 'c' })]),
    ]);
    await desk.takeUp();
    expect((await newest())?.alerts).toHaveLength(3);
    expect((await store.unfinished()).length + ((await newest()) ? 0 : 1)).toBeLessThanOrEqual(1);
  });

  test('of workloads that arrive together the worst has its thread first', async () => {
    const kills = (name: string, count: number, kind: Alert['kind'] = 'oom-kill') =>
      Array.from({ length: count }, (_, n) => {
        const workload = { ...aService().workload, name, container: name };
        return anAlert({ pod: `${name}-${n}`, kind, subject: { workload, pod: `${name}-${n}`, missing: [] } });
      });
    await receive(
      ...kills('mild', 1),
      ...kills('near', 9, 'memory-near-limit'),
      ...kills('bad', 3),
      ...kills('as-bad', 3),
    );
    const opened = await Promise.all(['inv-1', 'inv-2', 'inv-3', 'inv-4'].map((id) => store.load(id)));
    expect(opened.map((each) => each?.service?.workload.name)).toEqual(['bad', 'as-bad', 'mild', 'near']);
  });

  test('more is to come until all of them are taken up', async () => {
    const seen: number[] = [];
    const slow = aDesk({ turns: async () => void seen.push((await slow.toCome()).size) });
    const named = (name: string) =>
      anAlert({ pod: name, subject: { workload: { ...aService().workload, name, container: name }, missing: [] } });
    // As another replica stores them.
    await store.receive([named('orders'), named('carts'), named('quotes')], NOON);
    expect((await slow.toCome()).size).toBe(3);
    await slow.takeUp();
    // Each is placed, then each is opened.
    expect(seen).toEqual([3, 3, 3, 2, 1, 0]);
  });

  test('what could not be taken up is not to come', async () => {
    const begin = () => Promise.reject(new Error('the store is locked'));
    const stuck = aDesk({ conduct: { handle: begin, begin } as unknown as Conduct });
    await store.receive([anAlert()], NOON);
    await stuck.takeUp();
    expect((await stuck.toCome()).size).toBe(0);
    await store.receive([anAlert({ pod: 'another', fingerprint: 'another' })], NOON);
    expect((await stuck.toCome()).size).toBe(1);
    problems.splice(0);
  });

  test('the same name in another cluster is another service', async () => {
    const elsewhere = { ...aService().workload, cluster: 'us-1' };
    await receive(anAlert(), anAlert({ pod: 'there', subject: { workload: elsewhere, missing: [] } }));
    expect((await store.newestOf(workloadKey(elsewhere)))?.id).toBe('inv-2');
  });

  test('a day later it is a new incident', async () => {
    await receive(anAlert());
    now += 25 * HOUR;
    await receive(anAlert({ startsAt: now }));
    expect((await newest())?.id).toBe('inv-2');
  });

  test('a resolution of nothing known opens nothing', async () => {
    await receive(anAlert({ status: 'resolved' }));
    expect(await newest()).toBeUndefined();
    expect(await store.waitingAlerts()).toEqual([]);
  });
});

test('whoever sends them, alerts about one workload are one incident, over when the last of them is', async () => {
  const posted = async (situation: 'fired' | 'resolved') => {
    const readings = await Promise.all(
      alertSenders([]).map(async ({ name, read }) =>
        read(Buffer.from(JSON.stringify(BODIES[name]?.[situation])), { kindOf: alertKind }),
      ),
    );
    return readings.flatMap((reading) => (reading.kind === 'alerts' ? reading.alerts : []));
  };
  await receive(...(await posted('fired')));
  expect((await newest())?.alerts.map(({ fingerprint }) => fingerprint.replace(/:.*/, ''))).toEqual([
    '4f2c1a9e01b7c6a5',
    'grafana',
    'pagerduty',
    'datadog',
    'generic/opsgenie',
    'generic/google-cloud-monitoring',
    'generic/azure-monitor',
  ]);
  const resolved = await posted('resolved');
  await receive(...resolved.slice(0, -1));
  expect((await newest())?.notes).toEqual([]);
  await receive(...resolved.slice(-1));
  const investigation = await newest();
  expect([investigation?.id, investigation?.notes.map(({ kind }) => kind)]).toEqual(['inv-1', ['resolved']]);
});

test('an alert that names no service asks for one and keeps its labels', async () => {
  await receive(anAlert({ subject: { missing: ['container', 'pod'] }, labels: { instance: '10.0.0.7:8080' } }));
  const investigation = await store.load('inv-1');
  expect(investigation?.status).toBe('needs-service');
  expect(investigation?.unknown).toEqual({ labels: { instance: '10.0.0.7:8080' }, missing: ['container', 'pod'] });
});

test('alerts stored by a process that died are taken up by the next', async () => {
  await store.receive([anAlert()], NOON);
  await desk.takeUp();
  expect((await newest())?.alerts).toHaveLength(1);
});

describe('a request', () => {
  const place = { channel: 'C0ALERTS' };
  test('joins the investigation that runs, and opens one where none does', async () => {
    await receive(anAlert());
    expect(await desk.request({ service: aService(), by: DANA, place })).toMatchObject({
      investigation: 'inv-1',
      joined: { id: 'inv-1' },
    });
    const other = aService({ name: 'quotes', container: 'quotes' });
    expect(await desk.request({ service: other, by: DANA, place })).toEqual({ investigation: 'inv-2' });
  });
});

describe('a workload of which no container was named', () => {
  const envoy = aService({ container: 'envoy' });

  test('its next alert joins the thread, whichever container is looked at by then', async () => {
    const { container: _, ...workload } = aService().workload;
    looksAt = envoy;
    await receive(anAlert({ subject: { workload, pod: 'markets-api-7d9f-x2x', missing: ['container'] } }));
    expect(await newest()).toMatchObject({ anyContainer: true, service: { workload: { container: 'envoy' } } });
    await receive(anAlert({ pod: 'markets-api-7d9f-k7p' }));
    expect((await newest())?.alerts).toHaveLength(2);
  });

  test('an alert that names its container means that one', async () => {
    await receive(anAlert({ subject: { workload: envoy.workload, pod: 'x2x', missing: [] } }));
    expect((await store.newestOf(workloadKey(envoy.workload)))?.anyContainer).not.toBe(true);
  });
});

describe('the cooldown', () => {
  const again = (hours: number) => anAlert({ startsAt: NOON + hours * HOUR, pod: `later-${hours}` });
  const cancelled = async (by = DANA) => {
    const id = (await newest())?.id ?? '';
    await conducting.handle(id, { kind: 'cancelled', by, at: now });
    return id;
  };
  const concluded = async () => {
    const opened = await newest();
    if (opened === undefined) throw new Error('nothing is open');
    const conclusion = { ...aConclusion(), key: '1', at: now };
    await store.save({
      investigation: {
        ...opened,
        version: opened.version + 1,
        updatedAt: now,
        status: 'concluded',
        conclusions: [conclusion],
      },
      effects: [],
    });
    return opened.id;
  };

  test('after a report alerts are followed in the old thread, however long it had been open', async () => {
    await receive(anAlert());
    now += 23 * HOUR;
    const old = await concluded();
    await receive(anAlert({ status: 'resolved' }));
    now += 2 * HOUR;
    await receive(again(25));
    expect(await newest()).toMatchObject({ id: old, notes: [{ kind: 'resolved' }, { kind: 'fired-again' }] });
    now += 5 * HOUR;
    await receive(again(30));
    expect((await newest())?.id).not.toBe(old);
  });

  test('after a cancellation too; someone who asks gets a new one at once', async () => {
    await receive(anAlert());
    const old = await cancelled();
    now += HOUR;
    await receive(again(1));
    expect(await newest()).toMatchObject({ id: old, notes: [{ kind: 'cancelled' }, { kind: 'fired-again' }] });
    const place = { channel: 'C0ALERTS' };
    expect((await desk.request({ service: aService(), by: DANA, place })).joined).toBeUndefined();
    await conducting.idle();
  });

  test('is over after six hours', async () => {
    await receive(anAlert());
    const old = await cancelled();
    now += 6 * HOUR;
    await receive(again(6));
    expect((await newest())?.id).not.toBe(old);
  });

  test('a thread that was deleted takes nothing', async () => {
    await receive(anAlert());
    const old = await cancelled(LEAKBOT);
    await receive(again(0));
    expect((await newest())?.id).not.toBe(old);
  });
});
