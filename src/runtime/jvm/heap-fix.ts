import type { Keeper, Suspect } from '../suspect.ts';

const WEAK_FIX =
  'Fix: the map holds its keys weakly and its values strongly: a value that leads to its own key keeps the entry forever. Let values refer to keys by a WeakReference, or remove entries when their key is done with.';

const UNHELD = {
  finalizing:
    'Fix: finalize() runs in one thread, slower than the objects are made: close them explicitly (try-with-resources), with a java.lang.ref.Cleaner for what is forgotten, and take finalize() out of the class.',
  softly:
    'Fix: only soft references keep it, which the JVM clears before an OutOfMemoryError: it is no leak by itself. Bound the cache (Caffeine with maximumSize), or let a lower -XX:SoftRefLRUPolicyMSPerMB clear it earlier.',
  'perhaps-softly':
    'Fix: see first whether soft references alone keep it: there is one more for each of them (java.lang.ref.SoftReference), and the JVM clears these before an OutOfMemoryError, so that such a cache is no leak by itself. Bound it (Caffeine with maximumSize) where it takes too much. A recording shows what else keeps it (jcmd <pid> JFR.dump path-to-gc-roots=true filename=FILE).',
  somehow:
    'Fix: see first whether it stays (jcmd <pid> GC.class_histogram collects, and counts java.lang.ref.SoftReference and java.lang.ref.Finalizer too): no strong reference was found. If a cache holds it softly, bound the cache (Caffeine with maximumSize); if it waits for its finalize(), close it explicitly; if its class belongs to an application or a plugin that was loaded again, release the class loader (a heap dump shows what keeps that, a recording does not).',
} as const;

const HEAP_DUMP =
  'take a heap dump (jcmd <pid> GC.heap_dump FILE), open it in Eclipse MAT and look at the dominator tree: static collections, ThreadLocals and listeners are the usual holders. The process stands still while the file is written, and the file is about as large as the live heap: not where a probe would restart the pod, nor on a full disk.';

/** What the JDK keeps until a call takes it out: nothing of it can be bounded. */
const OF_JDK = {
  mbeans:
    'Fix: unregister each MBean when what it stands for ends (MBeanServer.unregisterMBean, on every path): the MBean server of the JVM keeps it until then.',
  'shutdown-hooks':
    'Fix: add one shutdown hook for all, or take each out with what it was for (Runtime.removeShutdownHook): the JVM keeps it until it exits.',
  'files-to-delete':
    'Fix: delete temporary files when they are done with instead of calling deleteOnExit(): the JVM keeps each name until it exits.',
  loggers:
    'Fix: name loggers by class, and put what differs with each request into the message or the MDC: a logger stays under its name.',
  jars: 'Fix: close what was opened by the URL of a jar, and call setUseCaches(false) on its connection, or close its URLClassLoader: the JVM keeps the file open until then.',
} as const;

/** What is registered with a Cleaner stays until it is cleaned by a call, or is collected. */
function cleanerFix(captured: string | undefined): string {
  return captured === undefined
    ? 'Fix: close each object that is registered with a Cleaner when it is done with (Cleanable.clean(), try-with-resources), and see that no action refers to the object that it is for: such an object is never collected, and so never cleaned.'
    : `Fix: give the Cleaner an action that does not refer to the ${captured}: as long as it does, the object is reachable and never cleaned. Make it a static nested class, or a lambda of a static method, with only what it releases; and close each object when it is done with.`;
}

/** What to change where the chain shows more than a collection; undefined where the habit says what to do. */
function keptFix({
  owner,
  through,
  library,
  thread,
  weakKeys,
  statements,
  captured,
  places,
}: Keeper): string | undefined {
  if (statements === true)
    return `Fix: close statements and result sets with the work that opened them (try-with-resources)${owner === undefined ? '' : `, and take them out of ${owner}`}.`;
  const of = owner === undefined ? '' : ` of ${owner}`;
  switch (through) {
    case 'caffeine':
      return `Fix: set maximumSize or expireAfterAccess on the Caffeine builder${of}: without a bound it keeps what was put in.${weakKeys === true ? ' Weak keys are no bound where a value leads to its own key.' : ''}`;
    case 'guava':
      return `Fix: set maximumSize or expireAfterAccess on the CacheBuilder${of}: without a bound it keeps what was put in.`;
    case 'thread-local':
      return `Fix: call remove() on the ThreadLocal at the end of each task${owner === undefined ? '' : ` (its value leads to ${owner})`}: the threads${thread === undefined ? '' : ` ${thread}`} live on and keep what it holds.`;
    case 'executor':
      return `Fix: bound the queue of the executor${of}${of === '' && thread !== undefined ? ` of the threads ${thread}` : ''}, and cancel tasks that are no longer needed (a scheduled executor keeps cancelled ones until they are due: setRemoveOnCancelPolicy(true)).`;
    case 'future':
      return `Fix: complete the future${owner === undefined ? '' : ` ${owner}`}, or add no callback to it with each request: it keeps all of them until it completes.`;
    case 'references':
      return 'Fix: what is no longer used is cleaned up in one thread, slower than it is made: close it explicitly (try-with-resources), and do no slow work in the cleaning action or finalize().';
    case 'mbeans':
    case 'shutdown-hooks':
    case 'files-to-delete':
    case 'loggers':
    case 'jars':
      return OF_JDK[through];
    case 'virtual-threads':
      return `Fix: let the virtual threads${of} end: whatever they wait for needs a time after which they give up, or someone who ends it on every path. jcmd <pid> Thread.dump_to_file FILE shows the line at which they wait.`;
    case 'cleaner':
      return cleanerFix(captured);
    case 'array':
      return `Fix: see whether ${owner ?? 'the array'} is full: an array holds no more than its ${places === undefined ? 'length' : `${places} places`}, and what fills one stops by itself. If the code replaces it by a larger one, take out of it what is done with.`;
    case 'library':
      return `Fix: empty or close the ${library ?? 'library’s object'} in ${owner ?? 'the field that refers to it'} when its work is done, or bound it by its own settings: what grows lies inside the library.`;
    case 'collection':
    case undefined:
      return undefined;
  }
}

/** A recording is there already: its next dump says what keeps the objects, for less than a heap dump costs. */
const ASK_RECORDING =
  'Fix: let the next dump of the recording name what keeps them (jcmd <pid> JFR.dump path-to-gc-roots=true filename=FILE: all threads stop while it walks the heap).';

/** What to change where the heap grows, and where two grow about as much, in both. */
export function heapFix(suspect: Suspect | undefined): string {
  const beside = suspect?.beside;
  const fix = fixOf(suspect);
  return beside === undefined
    ? fix
    : `${fix} In ${beside.name}, which gained about as much: ${fixOf(beside).replace(/^Fix: /, '')}`;
}

function fixOf(suspect: Suspect | undefined): string {
  if (suspect?.keptByValue === true) return WEAK_FIX;
  if (suspect?.unheld !== undefined) return UNHELD[suspect.unheld];
  const kept = suspect?.keeper && keptFix(suspect.keeper);
  if (kept !== undefined) return kept;
  const owner = suspect?.keeper?.owner;
  const whose = owner === undefined ? '' : ` ${owner}`;
  switch (suspect?.habit) {
    case 'cache':
    case 'map':
      return `Fix: bound the ${suspect.habit}${whose} (Caffeine with maximumSize or expireAfterAccess instead of a Map that only grows).`;
    case 'buffer':
      return `Fix: bound the buffer or queue${whose}, and drain it on every path.`;
    case 'subscription':
      return `Fix: remove the listener${owner === undefined ? '' : ` from ${owner}`} when its owner goes away, or hold it by a weak reference.`;
    case undefined:
      if (owner !== undefined) return `Fix: take out of ${owner} what is done with, on every path, or bound it.`;
      return suspect?.holderUnasked === true
        ? `${ASK_RECORDING} Where that is not enough, ${HEAP_DUMP}`
        : `Fix: ${HEAP_DUMP}`;
  }
}
