import { KiB } from '../../measurement/bytes.ts';
import { NotNowError, readAnswer, type Shown, type Wire } from './asking.ts';
import { classEntries, loaderEntries, nativeEntries, threadEntries } from './printed.ts';
import { jolokia } from './schema.ts';

const { memory, figure, text, threads, metaspace } = jolokia;

const DIAGNOSTIC = 'exec/com.sun.management:type=DiagnosticCommand';
/** What a thread has beside the heap, half of it in the kernel. */
const OF_THREAD = 64 * KiB;
/** Share of the limit from which on a collection of the whole heap could be too much. */
const MOST = 0.9;

/** What a JVM answers over Jolokia: a histogram of classes (a full collection), loaders, native memory, threads. */
export async function fromJolokia(ask: Wire, share: number | undefined): Promise<Shown> {
  const names = await readAnswer(
    ask,
    'exec/java.lang:type=Threading/dumpAllThreads(boolean,boolean,int)/false/false/0',
    threads,
  );
  const known = share ?? (await shareOfMachine(ask, names.value.length));
  if (known >= MOST) throw new NotNowError(`memory is at ${Math.round(known * 100)} % of its limit`);
  const { value: used } = await readAnswer(ask, 'read/java.lang:name=Metaspace,type=MemoryPool/Usage', metaspace);
  const loaders = await readAnswer(ask, `${DIAGNOSTIC}/vmClassloaderStats`, text);
  const native = await readAnswer(ask, `${DIAGNOSTIC}/vmNativeMemory/summary`, text);
  const buffers = await readAnswer(ask, 'read/java.nio:name=direct,type=BufferPool/MemoryUsed', figure);
  const histogram = await readAnswer(ask, `${DIAGNOSTIC}/gcClassHistogram/-all=false`, text);
  const categories = nativeEntries(native.value);
  return {
    types: { class_bytes: 'bytes', instances: 'count', outside_heap: 'bytes', threads: 'count' },
    entries: [
      ...classEntries(histogram.value),
      ...loaderEntries(loaders.value, used.used),
      // Native memory tracking has them among its categories.
      ...(categories.length > 0 ? categories : [directBuffers(buffers.value)]),
      ...threadEntries(names.value.map(({ threadName }) => threadName)),
    ],
    comments: ['Classes by a histogram over Jolokia, exact after a collection; no allocation sites.'],
  };
}

function directBuffers(bytes: number) {
  return { name: '[direct buffers]', file: '', label: 'direct buffers', values: { outside_heap: Math.max(0, bytes) } };
}

/** What the JVM has taken at most, of what its container or machine has. */
async function shareOfMachine(ask: Wire, threadCount: number): Promise<number> {
  const { value: all } = await readAnswer(ask, 'read/java.lang:type=Memory', memory);
  const { value: most } = await readAnswer(ask, 'read/java.lang:type=OperatingSystem/TotalPhysicalMemorySize', figure);
  const { value: buffers } = await readAnswer(ask, 'read/java.nio:name=direct,type=BufferPool/MemoryUsed', figure);
  const taken = all.HeapMemoryUsage.committed + all.NonHeapMemoryUsage.committed + buffers + threadCount * OF_THREAD;
  return most > 0 ? taken / most : 1;
}
