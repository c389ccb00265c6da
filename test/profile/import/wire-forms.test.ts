import { describe, expect, test } from 'vitest';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { stacksOf } from '../../support/profile/stacks-of.ts';
import { bytesOf, type Field, fixed, message, number, text, varint } from '../../support/profile/wire.ts';

const STRINGS = ['', 'inuse_space', 'bytes', 'main.main', '/src/main.go', 'x.Put'];
const tables = [
  message(1, number(1, 1), number(2, 2)),
  message(5, number(1, 1), number(2, 3), number(4, 4)),
  message(5, number(1, 2), number(2, 5), number(4, 4)),
  message(4, number(1, 1), message(4, number(1, 2), number(2, 9)), message(4, number(1, 1), number(2, 3))),
  message(4, number(1, 2), message(4, number(1, 1), number(2, 4))),
  ...STRINGS.map((content) => text(6, content)),
];
const STACK = [['x.Put /src/main.go:9', 'main.main /src/main.go:3'], ['main.main /src/main.go:4']];

function samplesOf(...fields: readonly Field[]) {
  return stacksOf(readPprof(bytesOf(...fields)));
}

describe('lists', () => {
  const packed = message(2, message(1, varint(1), varint(2)), message(2, varint(-7)));
  test.each([
    ['packed', packed],
    ['unpacked', message(2, number(1, 1), number(1, 2), number(2, -7))],
    ['in several parts', message(2, message(1, varint(1)), message(2, varint(-7)), number(1, 2), message(1))],
  ])('%s', (_, sample) => {
    expect(samplesOf(...tables, sample)).toEqual([{ stack: STACK, values: [-7n], labels: [] }]);
  });

  test.each([
    ['before the tables they refer to', [packed, ...tables]],
    ['between them', [...tables.slice(0, 4), packed, ...tables.slice(4)]],
  ])('samples %s', (_, fields) => {
    expect(samplesOf(...fields)).toEqual([{ stack: STACK, values: [-7n], labels: [] }]);
  });
});

describe('a stack that comes again', () => {
  const other = message(2, message(1, varint(2)), message(2, varint(1)));
  test.each([
    ['packed', (value: number) => message(2, message(1, varint(1), varint(2)), message(2, varint(value)))],
    ['unpacked', (value: number) => message(2, number(2, value), number(1, 1), number(1, 2))],
  ])('%s, is kept once', (_, sample) => {
    const { samples } = readPprof(bytesOf(...tables, sample(3), other, sample(4), sample(5)));
    expect(samples.stacks.count).toBe(2);
    expect([...samples.stackOf]).toEqual([0, 1, 0, 0]);
    expect([...samples.stacks.locations]).toEqual([0, 1, 1]);
    expect([...samples.values]).toEqual([3, 1, 4, 5]);
  });

  test('in parts is read each time, as are those beside it', () => {
    const parts = message(2, number(1, 1), number(2, 3), number(1, 2));
    const samples = samplesOf(...tables, other, parts, other, parts);
    expect(samples.map(({ stack }) => stack)).toEqual([[STACK[1]], STACK, [STACK[1]], STACK]);
  });

  test('without locations is one as well', () => {
    const { samples } = readPprof(bytesOf(...tables, message(2, number(2, 3)), other, message(2, number(2, 4))));
    expect([...samples.stackOf]).toEqual([0, 1, 0]);
    expect([...samples.stacks.start]).toEqual([0, 0, 1]);
  });
});

test('ids of every length in one stack', () => {
  // Those from 1 to 200 are dense, one or two bytes long; then all that is longer, or has a gap before it.
  const ids = [...Array.from({ length: 200 }, (_, i) => BigInt(i + 1)), 300n, 20_000n, 2n ** 28n, 2n ** 35n, 2n ** 63n];
  const locations = ids.map((id, i) => message(4, number(1, id), message(4, number(1, 1), number(2, i + 1))));
  const order = [204, 0, 203, 199, 127, 202, 201, 128, 126, 200, 204];
  const stack = message(1, ...order.map((i) => varint(ids[i] ?? 0n)));
  expect(samplesOf(...tables.slice(0, 3), ...tables.slice(5), ...locations, message(2, stack, number(2, 1)))).toEqual([
    { stack: order.map((i) => [`main.main /src/main.go:${i + 1}`]), values: [1n], labels: [] },
  ]);
});

test('fields that no one knows are passed over, whatever their form', () => {
  const unknown = [fixed(99, 4), fixed(98, 8), number(97, 2n ** 64n - 1n), text(96, 'later'), number(2 ** 30, 1)];
  const within = ([field, content]: readonly [number, readonly Field[]]) => message(field, ...unknown, ...content);
  const sample = within([2, [number(1, 2), number(2, 5), message(3, number(1, 1), number(3, 8), ...unknown)]]);
  expect(samplesOf(...unknown, ...tables, sample, ...unknown)).toEqual([
    { stack: [STACK[1]], values: [5n], labels: ['inuse_space=8'] },
  ]);
});

test.each([0n, 1n, -1n, 2n ** 28n, 2n ** 31n, 2n ** 32n, 2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)])(
  'the value %s',
  (value) => {
    expect(samplesOf(...tables, message(2, number(2, 3)), message(2, number(2, value)))).toEqual([
      { stack: [], values: [3n], labels: [] },
      { stack: [], values: [value], labels: [] },
    ]);
  },
);

describe('what Go refuses is refused:', () => {
  const sample = (...content: readonly Field[]) => bytesOf(...tables, message(2, ...content));
  test.each([
    ['a value too many', sample(number(2, 1), number(2, 2))],
    ['no value', sample(number(1, 1))],
    ['a location that is not there', sample(number(1, 3), number(2, 1))],
    ['a label whose key is not there', sample(number(2, 1), message(3, number(1, 60), number(3, 1)))],
    ['a function that is not there', bytesOf(...tables, message(4, number(1, 3), message(4, number(1, 9))))],
    ['an id twice', bytesOf(...tables, message(5, number(1, 1)))],
    ['the id 0', bytesOf(...tables, message(4, number(2, 0)))],
    ['a name that is not there', bytesOf(...tables, message(5, number(1, 3), number(2, 6)))],
    ['a length beyond the end', bytesOf(...tables, [...varint(2 * 8 + 2), ...varint(50), 1])],
    ['a length of 64 bits', bytesOf(...tables, [...varint(2 * 8 + 2), ...varint(2n ** 63n)])],
    ['a figure of eleven bytes', bytesOf(...tables, [...varint(12 * 8), ...new Array<number>(10).fill(0x80), 0])],
    ['a group', bytesOf(...tables, varint(20 * 8 + 3), varint(20 * 8 + 4))],
    ['a number where a text belongs', bytesOf(...tables, number(6, 1))],
    ['a first string that is not empty', bytesOf(text(6, 'x'), ...tables)],
    ['samples without types', bytesOf(...tables.slice(1), message(2))],
    ['two times', bytesOf(...tables, number(9, 5), number(9, 6))],
  ])('%s', (_, bytes) => expect(() => readPprof(bytes)).toThrow(InvalidProfileError));
});
