import { describe, expect, test } from 'vitest';
import type { JfrType } from '../../../src/profile/jfr/metadata.ts';
import { OLD_OBJECTS } from '../../../src/profile/jfr/old-object-events.ts';
import type { RecordedEvent } from '../../../src/profile/jfr/recording.ts';
import { Struct } from '../../../src/profile/jfr/values.ts';

type Values = Readonly<Record<string, number | string>>;

function event(name: string, values: Values, timeOf: RecordedEvent['timeOf'] = Number): RecordedEvent {
  const names = Object.keys(values);
  const fields = names.map((field) => ({ name: field, type: NONE, constant: false, array: false }));
  const type = { ...NONE, name, fields, positions: new Map(names.map((field, at) => [field, at])) };
  return {
    name,
    fields: new Struct(type, Object.values(values), { get: () => undefined, unkept: () => undefined }),
    chunk: 0,
    timeOf,
  };
}

const NONE: JfrType = { name: '', primitive: undefined, event: false, fields: [], positions: new Map() };
const summary = (startTime: number, when: string, heapUsed: number) =>
  event('jdk.GCHeapSummary', { startTime, when, heapUsed });
const object = (startTime: number, allocationTime: number, lastKnownHeapUsage: number) =>
  event('jdk.OldObjectSample', { startTime, allocationTime, lastKnownHeapUsage });

function heapOf(events: readonly RecordedEvent[]) {
  const reader = OLD_OBJECTS.reader();
  for (const each of events) reader.add(each, 0);
  return reader.finish().followed?.heap;
}

describe('the heap that followed objects stand for', () => {
  // A JVM 17 with -XX:+UseSerialGC, by `jfr print`: its objects know of 983.1 kB in every dump.
  const known = 1_006_694;

  test('is what the last collection before the dump left, whatever the objects know of', () => {
    const collections = [summary(10, 'Before GC', 136_500_000), summary(11, 'After GC', 94_900_000)];
    // The file has the events of each thread together, not in the order of time.
    const earlier = [summary(4, 'Before GC', 90_000_000), summary(5, 'After GC', 60_000_000)];
    expect(heapOf([object(20, 1, known), object(20, 2, known), ...collections, ...earlier])).toBe(94_900_000);
  });

  test('is of the last dump, and nothing that was collected after it', () => {
    const after = [summary(11, 'After GC', 60_000_000), summary(30, 'After GC', 94_900_000)];
    expect(heapOf([object(9, 1, known), object(20, 1, known), ...after])).toBe(60_000_000);
  });

  test('is what the objects know of where no collection was recorded; unknown where they know of none', () => {
    expect(heapOf([object(20, 1, known), summary(30, 'After GC', 94_900_000)])).toBe(known);
    expect(heapOf([object(20, 1, 0)])).toBeUndefined();
  });
});

describe('how many objects the JVM follows at most', () => {
  const followedOf = (count: number, jvmArguments?: string) => {
    const reader = OLD_OBJECTS.reader();
    const information = { jvmArguments: jvmArguments ?? '', pid: 7, jvmStartTime: 1_796_024_150_203 };
    if (jvmArguments !== undefined) reader.add(event('jdk.JVMInformation', information), 0);
    for (let i = 0; i < count; i++) reader.add(object(20, i, 1e8), 0);
    return reader.finish();
  };

  test('is what the JVM was started with', () => {
    const { followed, process } = followedOf(
      510,
      '-Xmx1g -XX:FlightRecorderOptions=stackdepth=128,old-object-queue-size=1024',
    );
    expect(followed).toMatchObject({ table: 1024, full: false });
    expect(followed).not.toHaveProperty('guessed');
    expect(process).toEqual({ pid: 7, startedAt: 1_796_024_150_203 });
  });

  test('is the default where the JVM was started without it', () => {
    expect(followedOf(250, '-Xmx1g').followed).toMatchObject({ table: 256, full: true });
  });

  test('is a guess where there are more than by default and nothing names it', () => {
    const { followed, comments } = followedOf(510);
    expect(followed).toMatchObject({ guessed: true, full: true });
    expect(comments[0]).toContain('does not name how many');
    expect(comments[0]).toContain('may have been full');
    expect(comments.join()).not.toContain('512');
    expect(followedOf(200).followed).not.toHaveProperty('guessed');
  });
});

describe('the process of followed objects', () => {
  // A clock that began at 1,000 ms and ticks once a millisecond.
  const timeOf: RecordedEvent['timeOf'] = (ticks) => 1000 + Number(ticks);
  const reader = () => {
    const made = OLD_OBJECTS.reader();
    made.add(event('jdk.OldObjectSample', { startTime: 20, allocationTime: 7, lastKnownHeapUsage: 100 }, timeOf), 0);
    return made;
  };

  test('is known by its clock where no event names it, and by the event where one does', () => {
    const plain = reader();
    expect(plain.finish().process).toEqual({ pid: undefined, startedAt: 1000 });
    plain.add(event('jdk.JVMInformation', { pid: 7, jvmStartTime: 900, jvmArguments: '' }, timeOf), 0);
    expect(plain.finish().process).toEqual({ pid: 7, startedAt: 900 });
    expect(OLD_OBJECTS.reader().finish().process).toBeUndefined();
  });

  test('says when an object was allocated, and when its heap was measured', () => {
    const measured = reader();
    expect(measured.finish().followed?.measuredAt).toBe(20);
    measured.add(event('jdk.GCHeapSummary', { startTime: 11, when: 'After GC', heapUsed: 50 }, timeOf), 0);
    expect(measured.finish().followed).toMatchObject({ measuredAt: 11, heap: 50 });
    expect([...measured.finish().samples].map(({ labels }) => labels['allocated'])).toEqual(['7']);
  });
});
