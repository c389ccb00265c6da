import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGoroutineText } from '../../src/profile/goroutine-text.ts';
import { goroutineText } from '../support/goroutine-fixture.ts';

const one = (header: string, ...lines: string[]) => parseGoroutineText([header, ...lines].join('\n'))[0];

describe('the text of a real process', () => {
  const records = parseGoroutineText(goroutineText('waits.stacks.txt.gz'));
  const after = parseGoroutineText(goroutineText('waits.stacks-after.txt.gz'));
  const count = (state: string, minutes?: number) =>
    records.filter((record) => record.state === state && record.minutes === minutes).length;

  it('has every goroutine with its state and for how long it waits', () => {
    expect(records).toHaveLength(363);
    expect(count('chan send', 4)).toBe(45);
    expect(count('select', 4)).toBe(45);
    expect(count('select')).toBe(90);
    expect(count('sleep')).toBe(45);
    expect(count('sync.Mutex.Lock', 4)).toBe(45);
  });

  it('shows goroutines that were found leaked without their time', () => {
    const leaked = after.filter((record) => record.leaked);
    expect(leaked).toHaveLength(134);
    expect(leaked.every(({ minutes }) => minutes === undefined)).toBe(true);
    expect(new Set(leaked.map(({ state }) => state))).toEqual(new Set(['chan send', 'select', 'sync.Mutex.Lock']));
  });

  it('has function names without their arguments, and lines', () => {
    const hedge = parseGoroutineText(goroutineText('hedge.stacks.txt.gz'));
    const sends = hedge.filter(({ state }) => state === 'chan send');
    expect(sends).toHaveLength(1616);
    expect(new Set(sends.map(({ frames }) => JSON.stringify(frames[0])))).toEqual(
      new Set([
        JSON.stringify({
          function: 'github.com/acme/markets/internal/hedge.(*Source).ask',
          file: '/build/markets/internal/hedge/hedge.go',
          line: 45,
        }),
      ]),
    );
  });
});

describe('a header', () => {
  it.each([
    ['goroutine 7 [chan send]:', { state: 'chan send', minutes: undefined, leaked: false }],
    ['goroutine 7 [chan send, 1 minutes]:', { state: 'chan send', minutes: 1 }],
    ['goroutine 7 [chan receive (nil chan), 12 minutes]:', { state: 'chan receive (nil chan)', minutes: 12 }],
    ['goroutine 7 [select (no cases), 90000 minutes]:', { state: 'select (no cases)', minutes: 90_000 }],
    ['goroutine 7 [select (leaked)]:', { state: 'select', leaked: true }],
    ['goroutine 7 [select (leaked) (scan), locked to thread]:', { leaked: true, state: 'select' }],
    ['goroutine 7 [force gc (idle), 2 minutes]:', { state: 'force gc (idle)', minutes: 2 }],
    ['goroutine 7 [IO wait, 3 minutes, locked to thread]:', { state: 'IO wait', minutes: 3 }],
    ['goroutine 7 gp=0xc00 m=4 mp=0xc01 [syscall, 2 minutes]:', { state: 'syscall', minutes: 2 }],
    ['goroutine 7 gp=0xc00 m=nil [select]:', { state: 'select' }],
    ['goroutine 7 [select (durable), 4 minutes, synctest bubble 5]:', { state: 'select', minutes: 4 }],
    ['goroutine 7 [select, 4 minutes labels:{"a": "1, 9 minutes"}]:', { state: 'select', minutes: 4 }],
  ])('%s', (header, expected) => {
    expect(one(header)).toMatchObject({ id: 7, ...expected });
  });

  it.each(['', 'goroutine profile: total 4', 'panic: goroutine 7 [running]:', '<html>', 'goroutine x [run]:'])(
    'that is none gives no record: %j',
    (text) => {
      expect(parseGoroutineText(text)).toEqual([]);
    },
  );
});

describe('frames', () => {
  it('may be inlined, generic, without an offset, and who created the goroutine is none of them', () => {
    const record = one(
      'goroutine 1 [select, 2 minutes]:',
      'main.Map[...](0x1, {0x2, 0x3}, ...)',
      '\t/src/a b/map.go:12 +0x1d',
      'main.(*T).inlined(...)',
      '\tC:/src/t.go:7',
      '...additional frames elided...',
      'created by main.main',
      '\t/src/main.go:3 +0x25',
    );
    expect(record?.frames).toEqual([
      { function: 'main.Map[...]', file: '/src/a b/map.go', line: 12 },
      { function: 'main.(*T).inlined', file: 'C:/src/t.go', line: 7 },
    ]);
  });

  it('that were cut off are left out, and what came before them stays', () => {
    const text = goroutineText('waits.stacks.txt.gz');
    const cut = parseGoroutineText(text.slice(0, 20_000));
    const whole = parseGoroutineText(text);
    expect(cut.slice(0, -1)).toEqual(whole.slice(0, cut.length - 1));
  });

  it('are read from any text without a fault', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('goroutine 1 [select]:', '\t/a.go:1 +0x1', 'main.f(0x1)', 'created by main.g in goroutine 9', ''),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { frames, id } of parseGoroutineText(lines.join('\n'))) {
          expect(Number.isSafeInteger(id)).toBe(true);
          expect(frames.every((frame) => frame.line >= 0)).toBe(true);
        }
      }),
    );
  });
});
