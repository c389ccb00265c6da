import { expect, test } from 'vitest';
import { JvmProfiles } from '../../../src/adapters/jvm-endpoint/jvm-profile.ts';
import { loaderEntries, nativeEntries, threadEntries } from '../../../src/adapters/jvm-endpoint/printed.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPair } from '../../../src/profile/import/pair.ts';

const HISTOGRAM = ` num     #instances         #bytes  class name (module)
-------------------------------------------------------
   1:           300         300000  [B (java.base@17.0.15)
   2:            20            480  com.acme.Quote
Total           320         300480
`;
const LOADERS = `ClassLoader         Parent              CLD*               Classes   ChunkSz   BlockSz  Type
0x00007f90e4002000  0x00007f90e307af08  0x00007f91605246f0       1       768       486  com.acme.Plugin$Loader
0x00007f90e4003000  0x00007f90e307af08  0x00007f91605247f0       1       768       486  com.acme.Plugin$Loader
0x0000000000000000  0x0000000000000000  0x00007f91600e59f0    1701    581632    508400  <boot class loader>
                                                                59     22784     13924   + hidden classes
Total = 3                                                     1703    583168    509372
`;
const NATIVE = `
Native Memory Tracking:

Total: reserved=7846154KB, committed=491294KB

-                 Java Heap (reserved=6172672KB, committed=397312KB)
                            (mmap: reserved=6172672KB, committed=397312KB)

-                    Thread (reserved=19506KB, committed=802KB)
                            (thread #19)
`;

/** Answers like a JVM over Jolokia, and counts how often it had to collect. */
function jolokia(changes: Readonly<Record<string, unknown>> = {}) {
  let histograms = 0;
  const values: Readonly<Record<string, unknown>> = {
    dumpAllThreads: [{ threadName: 'pool-1-thread-1' }, { threadName: 'pool-1-thread-2' }],
    'name=Metaspace': { used: 1200, committed: 2000 },
    vmClassloaderStats: LOADERS,
    vmNativeMemory: NATIVE,
    'name=direct': 5000,
    gcClassHistogram: HISTOGRAM,
    'type=Memory': {
      HeapMemoryUsage: { used: 1, committed: 80 * MiB },
      NonHeapMemoryUsage: { used: 1, committed: 9 * MiB },
    },
    OperatingSystem: 200 * MiB,
    ...changes,
  };
  const ask = async (path: string) => {
    if (path.includes('gcClassHistogram')) histograms++;
    const key = Object.keys(values).find((each) => path.includes(each)) ?? '';
    return { kind: 'got', value: Buffer.from(JSON.stringify({ status: 200, value: values[key] })) } as const;
  };
  return { ask, histograms: () => histograms };
}

async function growth(base: Uint8Array, current: Uint8Array, sampleType: string) {
  const pair = await readPair(
    () => base,
    () => current,
  );
  return diffProfiles(pair.base, pair.current, { sampleType }).functions.map(({ name, flat }) => [
    name,
    Number(flat.delta),
  ]);
}

async function taken(profiles: JvmProfiles, ask: ReturnType<typeof jolokia>['ask'], instance = 'a', share?: number) {
  const visit = await profiles.take('jolokia', { ask, instance, share });
  if (visit.kind !== 'got') throw new Error(visit.kind);
  return visit.value;
}

test('a class, a loader and a pool of threads that grew are seen between two visits', async () => {
  const before = await taken(new JvmProfiles(), jolokia().ask);
  const after = jolokia({
    gcClassHistogram: HISTOGRAM.replace('20            480', '50           1200').replace(
      '320         300480',
      '350         301200',
    ),
    vmClassloaderStats: LOADERS.replace('1       768', '1      7768'),
    dumpAllThreads: ['pool-1-thread-1', 'pool-1-thread-2', 'pool-1-thread-3'].map((threadName) => ({ threadName })),
  });
  const current = await taken(new JvmProfiles(), after.ask);
  expect((await growth(before, current, 'class_bytes'))[0]).toEqual(['com.acme.Quote', 720]);
  expect((await growth(before, current, 'instances'))[0]).toEqual(['com.acme.Quote', 30]);
  expect((await growth(before, current, 'outside_heap'))[0]).toEqual(['[classes of com.acme.Plugin$Loader]', 7000]);
  expect((await growth(before, current, 'threads'))[0]).toEqual(['[threads pool-#-thread-#]', 1]);
});

test('loaders of a class are added up, in bytes also where the JVM prints words', () => {
  const of = (metaspace: number) => loaderEntries(LOADERS, metaspace)[0]?.values['outside_heap'];
  expect(of(583_168)).toBe(2 * 768);
  expect(of(8 * 583_168)).toBe(2 * 768 * 8);
});

test('native memory leaves out the heap, and is empty where it is not tracked', () => {
  expect(nativeEntries(NATIVE).map(({ name, values }) => [name, values])).toEqual([
    ['[native: Thread]', { outside_heap: 802 * 1024 }],
  ]);
  expect(nativeEntries('Native memory tracking is not enabled\n')).toEqual([]);
});

test('threads without numbers in their names are pools of their own', () => {
  expect(threadEntries(['main', 'w-1', 'w-22']).map(({ name, values }) => [name, values['threads']])).toEqual([
    ['[threads main]', 1],
    ['[threads w-#]', 2],
  ]);
});

test.each([
  { what: 'by the metrics of the process', changes: {}, share: 0.9 },
  { what: 'by what the JVM says it has taken', changes: { OperatingSystem: 95 * MiB }, share: undefined },
])('near its limit a JVM is not made to collect: $what', async ({ changes, share }) => {
  const { ask, histograms } = jolokia(changes);
  const visit = await new JvmProfiles().take('jolokia', { ask, instance: 'a', share });
  expect(visit).toEqual({ kind: 'refused', status: 503 });
  expect(histograms()).toBe(0);
});

test('a JVM that was just visited is left alone, another is not', async () => {
  const { ask, histograms } = jolokia();
  const profiles = new JvmProfiles();
  await taken(profiles, ask, 'a');
  expect(await profiles.take('jolokia', { ask, instance: 'a' })).toEqual({ kind: 'refused', status: 429 });
  await taken(profiles, ask, 'b');
  expect(histograms()).toBe(2);
});

test.each([
  ['what is no JSON', Buffer.from('<html>')],
  ['an error of Jolokia', Buffer.from('{"status":403,"error":"denied"}')],
])('%s is an answer that cannot be read', async (_, value) => {
  const visit = await new JvmProfiles().take('jolokia', { ask: async () => ({ kind: 'got', value }), instance: 'a' });
  expect(visit).toEqual({ kind: 'unreadable', looksLike: 'text' });
});

test('a process that does not answer fails the visit as it failed the request', async () => {
  const visit = await new JvmProfiles().take('actuator', {
    ask: async () => ({ kind: 'timeout', after: 10 }),
    instance: 'a',
  });
  expect(visit).toEqual({ kind: 'timeout', after: 10 });
});
