import type { CauseId } from '../runtime/growth-causes.ts';
import type { NativeWords, OutsideHeap, RuntimeWords } from '../runtime/runtime-words.ts';

/** What grew outside a heap: in the process, or in others of its container. */
export type GrewOutside = OutsideHeap | 'processes';

export function grewOutside(cause: CauseId | undefined): GrewOutside {
  switch (cause) {
    case 'classes':
    case 'code':
    case 'buffers':
    case 'runtime':
    case 'processes':
      return cause;
    default:
      return 'native';
  }
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
