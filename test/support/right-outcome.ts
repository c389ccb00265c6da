import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { SERVICES } from '../../scripts/lab/programs/build.ts';
import type { ScenarioName } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';
import type { Outcome } from '../../scripts/outcomes/outcome.ts';

interface Place {
  /** The folder of the service in the lab. */
  readonly service: string;
  readonly function: string;
  readonly file: string;
  /** The statement whose line the finding must name. */
  readonly statement: string;
}

/** Every quote is kept in the audit trail. */
const AUDIT: Place = {
  service: 'markets',
  function: 'audit.newRecord',
  file: 'internal/audit/trail.go',
  statement: 'payload := make([]byte, recordBytes)',
};

/** Where the lab's service keeps what it should not, in the scenarios whose finding is a place in the code. */
const PLACES: Readonly<Record<string, Place>> = {
  'heap-leak': {
    service: 'markets',
    function: 'MarketsValueCache).Put',
    file: 'internal/cache/cache.go',
    statement: 'levels := make([]Level, len(values.Levels))',
  },
  'goroutine-leak': {
    service: 'markets',
    function: 'Source).ask',
    file: 'internal/hedge/hedge.go',
    statement: 'answers <- reply',
  },
  'timer-leak': {
    service: 'markets',
    function: 'expiry.snapshotOf',
    file: 'internal/expiry/expiry.go',
    statement: 'append([]cache.Level(nil)',
  },
  'jvm-heap-leak': {
    service: 'orders',
    function: 'com.acme.orders.OrderDesk.execute',
    file: 'src/com/acme/orders/OrderDesk.java',
    statement: 'fills.add(new Fill(',
  },
  'jvm-thread-local': {
    service: 'orders',
    function: 'com.acme.orders.RequestContext.note',
    file: 'src/com/acme/orders/RequestContext.java',
    statement: 'double[] figures = new double[',
  },
  'jvm-kotlin-listeners': {
    service: 'watches',
    function: 'com.acme.watches.WatchDesk.historyOf',
    file: 'src/main/kotlin/com/acme/watches/WatchDesk.kt',
    statement: 'history += Tick(',
  },
  'jvm-caffeine': {
    service: 'orders',
    function: 'com.acme.orders.QuoteCache.load',
    file: 'src/com/acme/orders/QuoteCache.java',
    statement: 'levels[at] = new Level(',
  },
  'jvm-spring-boot': {
    service: 'ledger',
    function: 'com.acme.ledger.StatementService.entries',
    file: 'src/main/java/com/acme/ledger/StatementService.java',
    statement: 'entries.add(new Entry(',
  },
  'jvm-class-loaders': {
    service: 'orders',
    function: 'com.acme.orders.RuleSets$RuleSet.loadClass',
    file: 'src/com/acme/orders/RuleSets.java',
    statement: 'defineClass(name, code, 0, code.length)',
  },
  'jvm-thread-leak': {
    service: 'orders',
    function: 'com.acme.orders.SettlementDesk.settle',
    file: 'src/com/acme/orders/SettlementDesk.java',
    statement: 'executor.execute(() -> checksum(',
  },
  'jvm-direct-buffers': {
    service: 'orders',
    function: 'com.acme.orders.Outbox.report',
    file: 'src/com/acme/orders/Outbox.java',
    statement: 'ByteBuffer.allocateDirect(',
  },
  'heap-beside-goroutines': AUDIT,
  'gomemlimit-leak': AUDIT,
  'side-car': AUDIT,
  'limit-raised': AUDIT,
  'fix-rolled-out': AUDIT,
  // V8 shows in which function memory was allocated, not on which of its lines.
  'node-listener-leak': {
    service: 'quotes',
    function: 'snapshotOf',
    file: 'src/feed.js',
    statement: 'function snapshotOf(book)',
  },
  'python-leak': {
    service: 'reports',
    function: 'ReportStore.add',
    file: 'reports/store.py',
    statement: 'text = "\\n".join(lines)',
  },
};

/** What a profile has where no line of the service stands: goroutines of a library that it starts, a sum. */
const OF_NO_LINE: Readonly<Record<string, string>> = {
  'unclosed-bodies': 'net/http.(*persistConn)',
  'node-buffers': '(external)',
};

/** What the title, the first line of evidence or the advice must name. */
const NAMES: Readonly<Record<string, RegExp>> = {
  'unclosed-bodies': /clos\w* .*bod(y|ies)|bod(y|ies) .*clos/i,
  'jvm-class-loaders': /metaspace/i,
  'jvm-direct-buffers': /direct buffers/i,
  'node-buffers': /external|buffer/i,
  'gogc-too-high': /GOGC/,
  'memory-volume': /volume|tmpfs|memory-backed/i,
};

/** What no advice may say. */
const UNSAID: Readonly<Record<string, RegExp>> = {
  // The release that leaked is gone.
  'fix-rolled-out': /roll(ing)? back/i,
};

/** What the first line of evidence must show where the finding is none of growth. */
const FIGURES: Readonly<Record<string, RegExp>> = {
  'page-cache': /working set reaches .* of it is page cache/,
  'load-driven': /Memory rises and falls with .* requests\/min/,
  'gomemlimit-too-low': /GOMEMLIMIT is .* live heap of/,
};

/**
 * Expects the right kind of finding, and its function, line and link at the running revision where there is one. A heap
 * leak without a place must say how to get the profile that would show it.
 */
export function expectRight({ scenario, wanted, found, title, figure, advice, gaps, top }: Outcome): void {
  const place = PLACES[scenario];
  expect(`${found}: ${figure}`).toMatch(new RegExp(`^${wanted}: .*\\d`));
  expect([title, figure, ...advice].join('\n')).toMatch(NAMES[scenario] ?? /./);
  expect(advice.join('\n')).not.toMatch(UNSAID[scenario] ?? /undefined/);
  if (scenario in OF_NO_LINE) {
    expect(top?.function).toContain(OF_NO_LINE[scenario]);
    return;
  }
  if (place === undefined) {
    expect(top).toBeUndefined();
    expect(figure).toMatch(FIGURES[scenario] ?? /\d/);
    if (wanted === 'heap-leak') expect(gaps.join('\n')).toMatch(/heap profile/i);
    return;
  }
  const line = lineOf(place);
  expect(top?.function).toContain(place.function);
  // A class names its file without the folder.
  expect(place.file.endsWith(top?.file ?? '/') || top?.file.endsWith(place.file)).toBe(true);
  const { repository, releases } = scenarioOf(scenario as ScenarioName).program;
  expect(top).toMatchObject({
    line,
    url: `${repository.url}/blob/${releases.current.revision}/${place.file}#L${line}`,
  });
}

/** The function, and its line, that the finding of a scenario is to name. */
export function rightPlace(scenario: ScenarioName): { readonly function: string; readonly line: number } {
  const place = PLACES[scenario];
  if (place === undefined) throw new Error(`${scenario} is no leak of a place`);
  return { function: place.function, line: lineOf(place) };
}

/** The line of the only statement with that text in a file of the lab's service, from 1. */
function lineOf({ service, file, statement }: Place): number {
  const lines = readFileSync(join(SERVICES, service, file), 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(statement) ? [index + 1] : []));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} lines of ${file} have ${statement}`);
  return only;
}
