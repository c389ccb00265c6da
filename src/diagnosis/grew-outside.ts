import type { Comparison } from '../profile/comparison.ts';
import { EXTERNAL_MEMORY } from '../profile/external-memory.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { OUTSIDE_HEAP } from '../runtime/question-plan.ts';
import type { NativeWords, OutsideHeap, RuntimeWords } from '../runtime/runtime-words.ts';

/** What grew outside a heap: in the process, or in others of its container. */
export type GrewOutside = OutsideHeap | 'processes';

export function grewOutside(cause: CauseId | undefined): GrewOutside {
  switch (cause) {
    case 'classes':
    case 'code':
    case 'buffers':
    case 'tables':
    case 'runtime':
    case 'processes':
      return cause;
    default:
      return 'native';
  }
}

/** How the agent of `manifest/jvm` names what lies outside the heap, and what heap profiles of Node.js count of it. */
const SHOWN: readonly (readonly [RegExp, OutsideHeap])[] = [
  [/^direct buffers$/, 'buffers'],
  [new RegExp(`^${EXTERNAL_MEMORY}$`), 'buffers'],
  [/^classes of /, 'classes'],
];
/** What is this share of the growth that profiles show is what grew. */
const MOSTLY = 0.5;

/** What profiles show to have grown outside the heap; undefined where they show none, or nothing by most. */
export function grewInProfiles(comparison: Comparison | undefined): OutsideHeap | undefined {
  if (comparison?.sampleType !== OUTSIDE_HEAP || comparison.delta <= 0) return undefined;
  const of = (what: OutsideHeap, pattern: RegExp) => {
    const own = comparison.paths.filter(({ kept }) => pattern.test(kept?.class ?? ''));
    return { what, delta: own.reduce((sum, { delta }) => sum + delta, 0) };
  };
  const [most] = SHOWN.map(([pattern, what]) => of(what, pattern)).toSorted((a, b) => b.delta - a.delta);
  return most !== undefined && most.delta >= MOSTLY * comparison.delta ? most.what : undefined;
}

/** Processes beside the main one are no matter of its runtime. */
const PROCESSES: NativeWords = {
  what: 'child processes',
  fix: 'Fix: end every child process that the service starts, on every path (time-outs and errors too), wait for it so that it is reaped, and bound how many run at once. A profile of the main process does not show them.',
  see: (pod) =>
    `Now: list the processes, largest last: run ps -eo pid,ppid,etime,rss,args --sort=rss in ${pod}. What there are many of, or what is large, is the leak.`,
  proof: 'After the fix container_processes and the memory of the container are level at the same traffic.',
};

/** What is said and advised about what grew. */
export function nativeWords(words: RuntimeWords, grew: GrewOutside): NativeWords {
  return grew === 'processes' ? PROCESSES : words.native(grew);
}

export function grewOutsideTitle(words: RuntimeWords, grew: GrewOutside): string {
  return grew === 'processes'
    ? 'Child processes grow, not the main process'
    : `Memory grows outside ${words.heap} (${words.native(grew).what})`;
}
