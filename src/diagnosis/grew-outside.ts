import type { ContainerRun } from '../attribution/container-run.ts';
import type { Track } from '../metrics/series.ts';
import type { Comparison } from '../profile/comparison.ts';
import { EXTERNAL_MEMORY } from '../profile/external-memory.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { OUTSIDE_HEAP } from '../runtime/question-plan.ts';
import type { NativeWords, OutsideHeap, RuntimeWords } from '../runtime/runtime-words.ts';

/** What grew outside a heap: in the process, or in others of its container. */
export type GrewOutside = OutsideHeap | 'processes' | 'one-process';

export function grewOutside(cause: CauseId | undefined, run?: ContainerRun): GrewOutside {
  switch (cause) {
    case 'processes':
      return run !== undefined && isLevel(run.tracks.processes?.track) ? 'one-process' : cause;
    case 'classes':
    case 'code':
    case 'buffers':
    case 'tables':
    case 'runtime':
      return cause;
    default:
      return 'native';
  }
}

/** Processes more than there were that a container may have without a leak of them: a shell of someone who looks, a probe. */
const FEW_MORE = 1;
/** Share of the count by which it may have risen as well. */
const LITTLE_MORE = 0.1;

/** Whether a count stands: then what grows is within one of those that it counts. */
function isLevel(count: Track | undefined): boolean {
  const [first, last] = [count?.values[0], count?.values.at(-1)];
  return first !== undefined && last !== undefined && last - first <= Math.max(FEW_MORE, LITTLE_MORE * first);
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

/** The list that shows which of them it is. */
function listProcesses(pod: string): string {
  return `Now: list the processes, largest last: run ps -eo pid,ppid,etime,rss,args --sort=rss in ${pod}. What there are many of, or what is large, is the leak.`;
}

/** Processes beside the main one are no matter of its runtime. */
const PROCESSES: NativeWords = {
  what: 'child processes',
  fix: 'Fix: end every child process that the service starts, on every path (time-outs and errors too), wait for it so that it is reaped, and bound how many run at once. A profile of the main process does not show them.',
  see: listProcesses,
  proof: 'After the fix container_processes and the memory of the container are level at the same traffic.',
};

/** Where their number is level, none of them is left over: one or some of those that are meant to be there keep memory. */
const ONE_PROCESS: NativeWords = {
  what: 'child processes',
  fix: 'Fix: profile the process that grows, and find what it keeps; their number is level, so none is left over. Until then replace workers after a number of requests (max_requests, --max-requests, pm.max_requests). A profile of the main process does not show them.',
  see: listProcesses,
  proof: 'After the fix each process stands at its level at the same traffic.',
};

/** What is said and advised about what grew. */
export function nativeWords(words: RuntimeWords, grew: GrewOutside): NativeWords {
  if (grew === 'one-process') return ONE_PROCESS;
  return grew === 'processes' ? PROCESSES : words.native(grew);
}

export function grewOutsideTitle(words: RuntimeWords, grew: GrewOutside): string {
  return grew === 'processes' || grew === 'one-process'
    ? 'Child processes grow, not the main process'
    : `Memory grows outside ${words.heap} (${words.native(grew).what})`;
}
