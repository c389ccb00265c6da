import { type Bytes, KiB } from '../measurement/bytes.ts';
import { type CauseContext, type CauseGrowth, change, changeOf, grew, type Moment } from '../runtime/growth-causes.ts';
import { ownedByThreads } from '../runtime/thread-memory.ts';

/** A goroutine's least stack and as much of what it holds. */
const GOROUTINE: Bytes = 4 * KiB;

/** Files in use may be page cache or memory-backed where nothing shows which: neither is said surely. */
const EITHER = 0.79;

/** What grew beside the process: files, kernel memory, swap. `ofThreads` of the kernel's memory belong to threads. */
export function containerCauses(from: Moment, to: Moment, ofThreads: Bytes = 0): readonly CauseGrowth[] {
  const kernel = change(from, to, 'kernel');
  const stacks = Math.max(0, Math.min(kernel, ofThreads));
  return [
    grew('processes', change(from, to, 'processes')),
    grew('memory-backed', change(from, to, 'memory-backed')),
    grew('active-file', change(from, to, 'active-file')),
    grew('file', change(from, to, 'file'), EITHER),
    grew('kernel', kernel - stacks),
    grew('threads', stacks),
    grew('beside', change(from, to, 'beside')),
    grew('swap', change(from, to, 'swapped')),
    grew('unsplit', change(from, to, 'unsplit')),
  ];
}

/** What grew in a process whose runtime does not split its memory: only what a count is tied to has a name. */
export function anonymousCauses(from: Moment, to: Moment, context: CauseContext): readonly CauseGrowth[] {
  const anonymous = change(from, to, 'anonymous');
  const threads = ownedByThreads(from, to, anonymous, context);
  const more = Math.max(0, changeOf(from, to, 'goroutines') ?? 0);
  const goroutines = Math.max(0, Math.min(anonymous - threads, more * GOROUTINE));
  return [
    grew('threads', threads),
    grew('goroutines', goroutines),
    grew('anonymous', anonymous - threads - goroutines),
  ];
}
