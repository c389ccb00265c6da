import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { newBooksPerSecond, type Scenario, swingAt, type Timing } from '../scenario.ts';

/** Who gets the requests: the pods of the moment, the busiest first. */
export type Targets = () => readonly { readonly address: string; readonly index: number }[];

export interface Load {
  readonly sent: () => number;
  /** Requests without an answer: a pod that is being killed or started gives none. */
  readonly unanswered: () => number;
  close(): Promise<void>;
}

const SYMBOLS = ['DAX', 'MDAX', 'SDAX', 'TECDAX', 'ESTX50', 'CAC40', 'FTSE100', 'SMI', 'AEX', 'IBEX35'];
const TICK = 100;
const POPULAR_PER_SECOND = 4;

/**
 * Sends requests at a steady rate: for popular books, which the service has in its cache, and for books as of a moment
 * no one asked for before. The busiest pod gets most of the latter.
 */
export function startLoad(scenario: Scenario, timing: Timing, targets: Targets): Load {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const due = new Map<string, number>();
  let sent = 0;
  let unanswered = 0;
  const started = Date.now();
  let moment = started;

  function request(address: string, asOf: number): string {
    const symbol = SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)] ?? 'DAX';
    return `http://${address}${scenario.program.request(symbol, asOf)}`;
  }

  function send(path: string, patience: number): void {
    sent++;
    const request = drain(path, AbortSignal.any([stop.signal, AbortSignal.timeout(patience)])).catch(() => {
      unanswered++;
    });
    running.add(request);
    void request.finally(() => running.delete(request));
  }

  /** How many of a kind are due on a target after this tick, at so many a second. */
  function take(key: string, perSecond: number): number {
    const credit = (due.get(key) ?? Math.random()) + (perSecond * TICK) / SECOND;
    due.set(key, credit % 1);
    return Math.floor(credit);
  }

  function tick(): void {
    const age = Date.now() - started;
    const swing = swingAt(scenario, timing, age);
    for (const { address, index } of targets()) {
      const busiest = index === 0;
      const share = busiest ? 1 : scenario.siblingShare;
      for (let left = take(`${index} popular`, swing * POPULAR_PER_SECOND * (busiest ? 2 : 1)); left > 0; left--) {
        send(request(address, 0), 5 * SECOND);
      }
      for (let left = take(`${index} new`, swing * share * newBooksPerSecond(scenario, timing)); left > 0; left--) {
        send(request(address, moment++), 5 * SECOND);
      }
      const { reports } = scenario;
      if (reports === undefined || age < (reports.after ?? 0) || (!busiest && reports.pods !== 'all')) continue;
      if (Math.random() < TICK / reports.every) {
        send(`http://${address}/v1/reports/DAX?bytes=${reports.bytes}&over=${reports.over}ms`, MINUTE);
      }
    }
  }

  const timer = setInterval(tick, TICK);
  return {
    sent: () => sent,
    unanswered: () => unanswered,
    async close() {
      clearInterval(timer);
      stop.abort();
      await Promise.all(running);
    },
  };
}

async function drain(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  await response.arrayBuffer();
}
