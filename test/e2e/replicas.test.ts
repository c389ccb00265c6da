import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../scripts/postgres/postgres-server.ts';
import { CHANNEL, seen, slotOf } from '../support/bot.ts';
import { type Replicas, replicasOn } from '../support/replicas.ts';
import { faultsOf, isConclusion, keepAnswering } from './story.ts';

const PATIENCE = 240_000;

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  async function replicas(count: number): Promise<Replicas> {
    const all = await replicasOn(await server.database());
    onTestFinished(() => all.close());
    for (let i = 0; i < count; i += 1) await all.start();
    return all;
  }

  test(
    'one leads; an alert and clicks that reach another are worked on by it, once; it hands over when it is asked to end',
    async () => {
      const all = await replicas(2);
      const leader = await all.leader();
      const [other] = all.running().filter((replica) => replica !== leader);
      expect(other?.leads()).toBe(false);
      // Both have a socket: what people do reaches either.
      expect(all.workspace.connections()).toBe(2);
      other?.raise();
      other?.raise();
      leader.raise();
      const concluded = () => all.thread().some(isConclusion);
      const answering = keepAnswering(all, concluded);
      await seen(() => all.thread().length > 2, 60_000);
      await leader.end('SIGTERM');
      expect(leader.child.exitCode).toBe(0);
      await seen(() => other?.leads() === true, 20_000);
      await answering;
      await all.settled();
      expect(faultsOf(all)).toEqual([]);
      const roots = all.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
      expect(roots).toHaveLength(1);
    },
    PATIENCE,
  );

  test(
    'leaders that are killed, and a server that is, lose nothing and double nothing',
    async () => {
      const all = await replicas(3);
      const first = await all.leader();
      all
        .running()
        .find((replica) => replica !== first)
        ?.raise();
      const concluded = () => all.thread().some(isConclusion);
      const answering = keepAnswering(all, concluded);
      await seen(() => all.thread().length > 1, 60_000);
      await first.end('SIGKILL');
      const second = await all.leader();
      expect(second).not.toBe(first);
      await all.start();
      await server.kill();
      await server.run();
      await second.end('SIGKILL');
      await all.start();
      await answering;
      await all.settled();
      expect(faultsOf(all)).toEqual([]);
    },
    PATIENCE,
  );
});
