import type { Alert } from '../../../src/alert/alert.ts';
import { ConflictError } from '../../../src/foundation/errors.ts';
import { type Investigation, incidentKey } from '../../../src/investigation/state/investigation.ts';
import type { InvestigationStore, ReceivedAlert } from '../../../src/investigation/store.ts';

/** Keeps one world's investigations in memory: a score needs no file. */
export function memoryStore(): InvestigationStore {
  const investigations = new Map<string, Investigation>();
  const waiting: ReceivedAlert[] = [];
  const pictures = new Map<string, Uint8Array>();
  const take = (id: number) => {
    const at = waiting.findIndex((each) => each.id === id);
    if (at >= 0) waiting.splice(at, 1);
  };
  return {
    receive: (alerts: readonly Alert[], at) => {
      waiting.push(...alerts.map((alert, index) => ({ id: waiting.length + index + 1, alert, receivedAt: at })));
      return Promise.resolve(alerts.length);
    },
    waitingAlerts: (after = 0) => Promise.resolve(waiting.filter(({ id }) => id > after)),
    waitingIds: () => Promise.resolve(waiting.map(({ id }) => id)),
    recentAlerts: () => Promise.resolve([]),
    noteSender: () => Promise.resolve(),
    hasPosted: () => Promise.resolve(false),
    hasCalled: () => Promise.resolve(false),
    takerOf: () => Promise.resolve(undefined),
    lastFired: () => Promise.resolve(undefined),
    dismissAlerts: (ids) => Promise.resolve(ids.forEach(take)),
    save: ({ investigation, alerts = [] }) => {
      const stored = investigations.get(investigation.id);
      if ((stored?.version ?? 0) + 1 !== investigation.version) throw new ConflictError('changed meanwhile');
      investigations.set(investigation.id, investigation);
      alerts.forEach(take);
      return Promise.resolve();
    },
    load: (id) => Promise.resolve(investigations.get(id)),
    newestOf: (workload) =>
      Promise.resolve([...investigations.values()].findLast((each) => incidentKey(each) === workload)),
    running: () => Promise.resolve([]),
    recentlyConcluded: () => Promise.resolve([]),
    unfinished: () => Promise.resolve([]),
    awaitingDeploy: () => Promise.resolve([]),
    earlierFinding: () => Promise.resolve(undefined),
    ratings: () => Promise.resolve([]),
    census: () => Promise.resolve({ investigations: [], findings: [] }),
    forget: () => Promise.resolve(0),
    savePicture: (_investigation, key, png) => Promise.resolve(void pictures.set(key, png)),
    loadPicture: (key) => Promise.resolve(pictures.get(key)),
  };
}
