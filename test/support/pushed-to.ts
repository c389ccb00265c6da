import { collectorProfiles } from '../../src/adapters/collector/profile-source.ts';
import { startHttpServer } from '../../src/adapters/http-server/http-server.ts';
import { PushDesk } from '../../src/adapters/http-server/push/push-desk.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import type { ProfileSource } from '../../src/evidence/ports.ts';
import { anEmptyDatabase } from './test-database.ts';

/** A Leakbot that profiles are pushed to, and the source that they are then read from. */
export interface PushedTo extends AsyncDisposable {
  readonly url: string;
  readonly source: ProfileSource;
  /** What the log says to the operator. */
  readonly warnings: readonly string[];
}

export async function pushedTo(token: string, now: () => number = Date.now): Promise<PushedTo> {
  const database = await anEmptyDatabase();
  const store = new SqlSnapshotStore(database);
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (facts: object, message: string) => void warnings.push(`${message} ${JSON.stringify(facts)}`),
    error: (facts: object, message: string) => void warnings.push(`${message} ${JSON.stringify(facts)}`),
  };
  const desk = new PushDesk({ store, token, clock: { now }, log });
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    senders: [],
    posts: desk.routes,
    secretOf: () => undefined,
    onAlerts: () => Promise.resolve(),
    readiness: {},
    metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    log,
  });
  return {
    url: server.url,
    source: collectorProfiles(store),
    warnings,
    async [Symbol.asyncDispose]() {
      await server.close(100);
      await database.destroy();
    },
  };
}
