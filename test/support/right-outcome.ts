import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { CURRENT, DEPLOYMENT } from '../../scripts/lab/cluster/names.ts';
import type { Outcome } from '../../scripts/outcomes/outcome.ts';

const MARKETS = new URL('../../scripts/lab/services/markets/', import.meta.url);

interface Place {
  readonly function: string;
  readonly file: string;
  /** The statement whose line the finding must name. */
  readonly statement: string;
}

/** Where the lab's service keeps what it should not, in the scenarios whose finding is a place in the code. */
const PLACES: Readonly<Record<string, Place>> = {
  'heap-leak': {
    function: 'MarketsValueCache).Put',
    file: 'internal/cache/cache.go',
    statement: 'levels := make([]Level, len(values.Levels))',
  },
  'goroutine-leak': { function: 'Source).ask', file: 'internal/hedge/hedge.go', statement: 'answers <- reply' },
  'timer-leak': {
    function: 'expiry.snapshotOf',
    file: 'internal/expiry/expiry.go',
    statement: 'append([]cache.Level(nil)',
  },
};

/** Expects the right kind of finding, and its function, line and link at the running revision where there is one. */
export function expectRight({ scenario, wanted, found, figure, top }: Outcome): void {
  const place = PLACES[scenario];
  expect(`${found}: ${figure}`).toMatch(new RegExp(`^${wanted}: .*\\d`));
  if (place === undefined) {
    expect(top).toBeUndefined();
    return;
  }
  const line = lineOf(place.file, place.statement);
  expect(top?.function).toContain(place.function);
  expect(top?.file.endsWith(place.file)).toBe(true);
  expect(top).toMatchObject({
    line,
    url: `${DEPLOYMENT.repository}/blob/${CURRENT.revision}/${place.file}#L${line}`,
  });
}

/** The line of the only statement with that text in a file of the lab's service, from 1. */
function lineOf(file: string, statement: string): number {
  const lines = readFileSync(new URL(file, MARKETS), 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(statement) ? [index + 1] : []));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} lines of ${file} have ${statement}`);
  return only;
}
