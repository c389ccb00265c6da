import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitParts } from '../../src/attribution/fit-parts.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { candidatesFor } from '../../src/metrics/catalogue.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import type { Quantity } from '../../src/runtime/candidate.ts';
import type { Moment } from '../../src/runtime/growth-causes.ts';
import type { Figures } from '../../src/runtime/memory-parts.ts';
import { OWNERS } from '../../src/runtime/owners/owners.ts';
import type { OutsideHeap, RuntimeWords } from '../../src/runtime/runtime-words.ts';
import { guideTo, PROFILED, RUNTIME_NAMES, RUNTIMES, type Runtime } from '../../src/runtime/runtimes.ts';
import type { BlockedOn, Habit } from '../../src/runtime/suspect.ts';

const ROOT = new URL('../../', import.meta.url);

test('every folder of a runtime stands in the list', () => {
  const folders = readdirSync(new URL('src/runtime/', ROOT), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const profiled = PROFILED.map(({ name }) => name);
  expect(folders.map(({ name }) => name).sort()).toEqual([...profiled, 'owners', 'unknown'].sort());
});

test('every owner of memory figures is a file of its name', () => {
  const files = new Set(readdirSync(new URL('src/runtime/owners/', ROOT)));
  const owners = RUNTIME_NAMES.filter((name) => !PROFILED.some((each) => each.name === name));
  expect(owners).toEqual(OWNERS.map(({ name }) => name));
  expect(owners.filter((name) => !files.has(`${name}.ts`))).toEqual([]);
});

test('the sample configuration names every runtime', () => {
  const sample = readFileSync(new URL('leakbot.example.yaml', ROOT), 'utf8');
  expect(sample).toContain(`# ${RUNTIME_NAMES.join(' | ')}; detected when left out`);
});

test('no two runtimes are recognised by the same metric', () => {
  const signs = RUNTIMES.flatMap(({ metrics }) => metrics.signs);
  expect(signs.filter((sign, i) => signs.indexOf(sign) !== i)).toEqual([]);
});

describe.each(RUNTIMES)('the metrics of $name', ({ name, metrics, memory, plan }) => {
  test('are kept by the collector: the signs begin with the prefix of its exporters', () => {
    // OpenTelemetry's, with dots in their names, are sent, not scraped.
    const scraped = metrics.signs.filter((sign) => !sign.includes('.'));
    expect(scraped).not.toEqual([]);
    for (const sign of scraped) expect(sign).toMatch(new RegExp(`^${metrics.prefix}`));
  });

  test('answer what the questions of the runtime ask for', () => {
    const wanted = [...new Set(playbookFor(name).steps.flatMap(({ needs }) => needs))];
    expect(wanted.filter((quantity) => candidatesFor(quantity, name).length === 0)).toEqual([]);
    expect(plan.questions.length).toBeGreaterThan(0);
  });

  test('split memory into parts with names, none of them below nothing', () => {
    const { complete, refines, names, split, leastResident } = memory;
    expect(leastResident.filter((part) => names[part] === undefined)).toEqual([]);
    expect(names.unexplained).toBeDefined();
    const figure = fc.integer({ min: 0, max: 4096 }).map((mebibytes) => mebibytes * MiB);
    const quantities = [...complete, ...refines];
    fc.assert(
      fc.property(fc.array(figure, { minLength: quantities.length, maxLength: quantities.length }), (values) => {
        const figures: Figures = Object.fromEntries(quantities.map((quantity, i) => [quantity, values[i]]));
        const split_ = Object.entries(split(figures));
        expect(split_.filter(([part]) => !leastResident.some((each) => each === part))).toEqual([]);
        expect(split_.filter(([, bytes]) => bytes < 0)).toEqual([]);
      }),
    );
  });

  test('have names for every quantity that the ledger needs', () => {
    const { complete, refines } = memory;
    expect([...complete, ...refines].filter((quantity) => metrics.names[quantity] === undefined)).toEqual([]);
  });
});

describe.each(RUNTIMES)('the memory of $name', ({ metrics, memory, causes }) => {
  const quantities = [...new Set([...memory.needs, ...Object.keys(metrics.names)])] as readonly Quantity[];
  const figure = fc.integer({ min: 0, max: 4096 }).map((mebibytes) => mebibytes * MiB);
  /** Of a moment: what is not needed may be missing. */
  const figures = fc
    .record(Object.fromEntries(quantities.map((quantity) => [quantity, figure])) as Record<Quantity, typeof figure>, {
      requiredKeys: [...memory.needs],
    })
    .map((all): Figures => all);
  const moment = fc.tuple(figures, figure).map(([read, resident]): Moment => {
    const { parts, overshoot } = fitParts(memory.split(read), resident, memory.leastResident);
    return { figures: read, total: resident, parts, overshoot };
  });

  test('is split into parts that have names, none of them below nothing', () => {
    fc.assert(
      fc.property(moment, ({ parts, total }) => {
        for (const [part, bytes] of Object.entries(parts)) {
          expect(memory.names).toHaveProperty(part);
          expect(bytes).toBeGreaterThanOrEqual(0);
        }
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
      }),
    );
  });

  test('grows by what its causes explain together', () => {
    const ties = fc.record({
      threads: fc.constantFrom(0, 1),
      handles: fc.constantFrom(0, 1),
      released: fc.constantFrom(0, 1),
    });
    const run = fc.record({
      limit: fc.option(figure, { nil: undefined }),
      end: fc.constantFrom('running', 'oom-killed'),
    });
    fc.assert(
      fc.property(moment, moment, ties, run, (base, end, tied, ended) => {
        const ledger = { base, middle: base, end, tolerance: 8 * MiB, apart: 0, collections: undefined, run: ended };
        const explained = causes(base, end, { ledger, ties: tied }).reduce((sum, { bytes }) => sum + bytes, 0);
        expect(Math.abs(explained - (end.total - base.total))).toBeLessThan(1);
      }),
    );
  });
});

/** Names that only one runtime goes by. */
const OWN_NAMES: readonly (readonly [Runtime, RegExp])[] = RUNTIMES.map(({ name, metrics, memory }) => [
  name,
  new RegExp(`\\b(${name}|${memory.counter.replace(/^The /, '')}|${metrics.prefix}\\w+)\\b`, 'i'),
]);

const HABITS: readonly (Habit | undefined)[] = [undefined, 'cache', 'map', 'buffer', 'subscription'];
const WAITS: readonly (BlockedOn | undefined)[] = [
  undefined,
  'a channel send',
  'a channel receive',
  'a select',
  'a lock',
  'the network',
  'a sleep',
];

const OUTSIDE: readonly OutsideHeap[] = ['classes', 'code', 'buffers', 'tables', 'runtime', 'native'];

/** Every text that the runtime gives, as far as arguments reach. */
function textsOf(words: RuntimeWords): readonly string[] {
  const setting = words.heapSetting(GiB, 200 * MiB);
  const remedies = [words.collectorFix(setting, undefined), words.collectorFix(setting, { kind: 'starves', said: '' })];
  return [
    words.heap,
    words.live,
    words.heapOwns,
    words.liveLine ?? '',
    words.exactHeap ?? '',
    words.exposing,
    ...Object.values(words.settings),
    ...HABITS.map((habit) => words.heapFix({ name: 'x', habit })),
    ...WAITS.map((blockedOn) => words.countFix({ name: 'x', blockedOn })),
    words.threadFix(undefined),
    words.threadFix({ name: 'x' }),
    ...[words.saving.heap, words.saving.count, words.saving.threads].flatMap((save) => save?.('x2x') ?? []),
    ...OUTSIDE.map(words.native).flatMap(({ what, fix, see, proof }) => [what, fix, see('x2x'), proof]),
    ...(words.kept === undefined ? [] : [...words.kept.steps, words.kept.proof]),
    words.slimmer,
    words.outgrows,
    ...(setting === undefined ? [] : [words.burst(setting), setting.name, setting.said]),
    ...remedies.flatMap(({ steps, proof }) => [...steps, proof]),
  ];
}

describe.each(RUNTIME_NAMES)('what is said of %s', (name) => {
  test('names no other runtime, neither in the words nor in the questions', () => {
    const questions = playbookFor(name).steps.flatMap((step) => [
      step.question('x2x'),
      ...Object.values(step.settled).map((say) => say('x2x')),
      step.next.yes.compare?.byHand ?? '',
    ]);
    const foreign = OWN_NAMES.filter(([other]) => other !== name);
    for (const text of [...textsOf(guideTo(name).words), ...questions])
      for (const [, pattern] of foreign) expect(text).not.toMatch(pattern);
  });
});

test('of an unknown runtime, what would expose it is named for each', () => {
  const { exposing } = guideTo('unknown').words;
  for (const { metrics } of RUNTIMES.filter((each) => each.metrics.ofProgram !== true))
    expect(exposing).toContain(metrics.exporters);
  expect(exposing).not.toMatch(/redis|envoy/i);
});
