import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../scripts/postgres/postgres-server.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import { CHANNEL, seen, slotOf } from '../support/bot.ts';
import { loopback } from '../support/loopback.ts';
import { aWorkspace, start } from '../support/started-bot.ts';
import {
  aCall,
  POD,
  posted,
  type StartedReplica,
  type StartedReplicas,
  startedReplicas,
} from '../support/started-replicas.ts';
import { isQuestion, recommended } from './story.ts';

/** Keeps others from what the statement locks until it is let go. */
async function holding(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  return {
    async isWaitedFor() {
      for (let waiting = 0; waiting === 0; ) {
        const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM pg_locks WHERE NOT granted');
        waiting = Number(rows[0]?.count);
      }
    },
    async letGo() {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

const PATIENCE = 240_000;
/** In which the next replica leads. */
const TAKES_OVER: number = 15_000;
const NAME = 'markets-api';

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  /** Two whole bots, the first of which leads. */
  async function two(names: readonly string[] = [NAME], process?: string) {
    const all = await startedReplicas(await server.database(), names, process);
    const first = await all.start();
    await all.leader();
    return { all, first, second: await all.start() };
  }

  const threadOf = ({ workspace, roots }: StartedReplicas) =>
    roots().flatMap(({ ts }) => workspace.thread({ channel: CHANNEL, ts }));

  /** The message of the slot in the only thread, once it asks. */
  function asked(all: StartedReplicas, slot: string): Promise<Message> {
    const look = () => threadOf(all).find((message) => slotOf(message) === slot && isQuestion(message));
    return all.workspace.until(look, { what: slot, timeoutMs: 60_000 });
  }

  async function atFirstQuestion(all: StartedReplicas, url: string): Promise<Message> {
    expect(await posted(url, aCall(NAME))).toBe(202);
    return asked(all, 'status');
  }

  async function takesOver(next: StartedReplica): Promise<void> {
    const since = Date.now();
    await seen(() => next.leads(), 60_000);
    expect(Date.now() - since).toBeLessThan(TAKES_OVER);
  }

  test(
    'SIGTERM while calls are being stored: those are answered, and each that was taken has its thread, once',
    async () => {
      const names = Array.from({ length: 12 }, (_, n) => `service-${n}`);
      const { all, first, second } = await two(names);
      const held = await holding(all.database, 'LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE');
      const [early, late] = [names.slice(0, 6), names.slice(6)];
      const underWay = early.map((name) => posted(first.url, aCall(name)));
      await held.isWaitedFor();
      first.child.kill('SIGTERM');
      await seen(() => first.said().includes('stopping'), 20_000);
      const after = await Promise.all(late.map((name) => posted(first.url, aCall(name))));
      expect(new Set(after)).toEqual(new Set([undefined]));
      await held.letGo();
      // On a busy machine some had not arrived; what is refused is sent again.
      const answers = await Promise.all(underWay);
      const taken = names.map((_, n) => answers[n] === 202);
      expect(await first.ended).toBe(0);
      await takesOver(second);
      // As a sender does with what was not taken.
      const again = names.filter((_, n) => taken[n] === false);
      expect(await Promise.all(again.map((name) => posted(second.url, aCall(name))))).toEqual(again.map(() => 202));
      const about = () => names.filter((name) => all.roots().some(({ text }) => text.includes(name)));
      await seen(() => about().length === names.length, 60_000);
      expect(all.roots()).toHaveLength(names.length);
    },
    PATIENCE,
  );

  test(
    'SIGTERM after a click that was acknowledged: the next replica goes on from it',
    async () => {
      const { all, first, second } = await two();
      const question = await atFirstQuestion(all, first.url);
      all.workspace.faults.add({ kind: 'slow', ms: 400, method: 'chat.update', times: 2 });
      const receipt = await all.workspace
        .as('dana')
        .click({ channel: CHANNEL, ts: question.ts }, recommended(question));
      expect(receipt.acknowledged).toBe(true);
      first.child.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      await takesOver(second);
      await asked(all, 'step/goroutines-growing.1');
      expect(threadOf(all).map(slotOf)).toEqual(['root', 'status', 'step/goroutines-growing.1']);
    },
    PATIENCE,
  );

  test(
    'a second SIGTERM ends at once, in order or not: nothing is lost and the next replica takes over',
    async () => {
      const { all, first, second } = await two();
      const question = await atFirstQuestion(all, first.url);
      all.workspace.faults.add({ kind: 'slow', ms: 5_000, method: 'chat.update', times: 2 });
      await all.workspace.as('dana').click({ channel: CHANNEL, ts: question.ts }, recommended(question));
      first.child.kill('SIGTERM');
      await seen(() => first.said().includes('stopping'), 10_000);
      const since = Date.now();
      first.child.kill('SIGTERM');
      await first.ended;
      expect(Date.now() - since).toBeLessThan(3_000);
      await takesOver(second);
      await asked(all, 'step/goroutines-growing.1');
      expect(threadOf(all).map(slotOf)).toEqual(['root', 'status', 'step/goroutines-growing.1']);
    },
    PATIENCE,
  );

  test(
    'SIGTERM while the server is gone: it ends within its time, and what was taken is there when the server is',
    async () => {
      const { all, first, second } = await two();
      const question = await atFirstQuestion(all, first.url);
      await server.kill();
      first.child.kill('SIGTERM');
      const since = Date.now();
      // Its lease cannot be given back: that is no end in order.
      expect(await first.ended).toBe(1);
      expect(Date.now() - since).toBeLessThan(25_000);
      expect(second.runs()).toBe(true);
      await server.run();
      await takesOver(second);
      await all.workspace.as('dana').click({ channel: CHANNEL, ts: question.ts }, recommended(question));
      await asked(all, 'step/goroutines-growing.1');
      expect(threadOf(all).map(slotOf)).toEqual(['root', 'status', 'step/goroutines-growing.1']);
    },
    PATIENCE,
  );

  test(
    'the server goes while a replica stops with a post under way: the next one finds that post and makes no other',
    async () => {
      const { all, first, second } = await two();
      const question = await atFirstQuestion(all, first.url);
      const came = Promise.withResolvers<void>();
      all.workspace.faults.add({ kind: 'slow', ms: 3_000, method: 'chat.postMessage', first: came.resolve });
      await all.workspace.as('dana').click({ channel: CHANNEL, ts: question.ts }, recommended(question));
      await came.promise;
      first.child.kill('SIGTERM');
      await seen(() => first.said().includes('stopping'), 10_000);
      await server.kill();
      // What Slack answered cannot be stored: that is no end in order.
      expect(await first.ended).toBe(1);
      await server.run();
      await takesOver(second);
      await asked(all, 'step/goroutines-growing.1');
      await seen(() => all.workspace.calls.some(({ method }) => method === 'conversations.replies'), 30_000);
      expect(threadOf(all).map(slotOf)).toEqual(['root', 'status', 'step/goroutines-growing.1']);
    },
    PATIENCE,
  );

  test(
    'SIGTERM during a capture: it ends in order, and the next replica says that it was not done',
    async () => {
      const process = await aProcess();
      const { all, first, second } = await two([NAME], process.url);
      expect(await posted(first.url, aCall(NAME, POD))).toBe(202);
      const status = await asked(all, 'status');
      await all.workspace.as('dana').click({ channel: CHANNEL, ts: status.ts }, recommended(status));
      const { ts } = await asked(all, 'step/goroutines-growing.1');
      process.serves();
      await all.workspace.as('dana').choose({ channel: CHANNEL, ts }, 'more', 'Capture profiles now');
      await seen(() => process.hangs(), 30_000);
      first.child.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      await takesOver(second);
      const says = () => threadOf(all).find((message) => slotOf(message) === 'note/capture.1')?.text ?? '';
      await seen(() => says().includes('Not done'), 60_000);
    },
    PATIENCE,
  );

  test(
    'SIGTERM while the schema is brought up to date: that is finished, and the next start finds it whole',
    async () => {
      const workspace = await aWorkspace();
      const database = await server.database();
      // Whoever migrates holds this lock of Kysely's: here another replica does that for a while.
      const held = await holding(database, 'SELECT pg_advisory_xact_lock(3853314791062309107)');
      const first = await start(workspace, { LEAKBOT_DATABASE: database });
      await held.isWaitedFor();
      first.child.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await held.letGo();
      expect(await first.ended).toBe(0);
      const second = await start(workspace, { LEAKBOT_DATABASE: database });
      await seen(() => second.said().includes('this replica leads'), 60_000);
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
    },
    PATIENCE,
  );
});

/** A process whose profiles hang once it serves anything. */
async function aProcess() {
  let serving = false;
  let hanging = false;
  const served = await loopback((request, response) => {
    if (!serving) return response.writeHead(503).end();
    if (request.url === '/metrics') return response.end('process_resident_memory_bytes 5e7\n');
    hanging = true;
    return undefined;
  });
  onTestFinished(() => served[Symbol.asyncDispose]());
  return {
    url: served.url,
    serves: () => {
      serving = true;
    },
    hangs: () => hanging,
  };
}
