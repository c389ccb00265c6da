import { assertNever } from '../foundation/assert-never.ts';
import { type Bytes, formatBytes, GiB, MiB } from '../measurement/bytes.ts';
import type { GcFault } from '../runtime/collector-figures.ts';
import type { Remedy, RuntimeWords } from '../runtime/runtime-words.ts';
import type { Suspect } from '../runtime/suspect.ts';
import type { FindingKind, Gap } from './finding.ts';
import { firstStep, isPressing, type Urgency } from './first-step.ts';
import { type Restarts, restartRemedy } from './restarts.ts';

/** What advice is fitted to. */
export interface AdviceContext {
  readonly pod: string;
  readonly words: RuntimeWords;
  /** The frame that grew most, with what its name shows; absent without a comparison. */
  readonly suspect?: Suspect | undefined;
  readonly limit?: Bytes | undefined;
  readonly peak?: Bytes | undefined;
  /** What the process needs beside its heap, where metrics show. */
  readonly outside?: Bytes | undefined;
  readonly fault?: GcFault | undefined;
  readonly gaps: readonly Gap[];
  readonly urgency: Urgency;
  readonly restarts?: Restarts | undefined;
  /** What the runtime is configured to take at most: no limit below it is advised. */
  readonly largestHeap?: Bytes | undefined;
  /** Whether metrics separate page cache from memory-backed files. */
  readonly cacheIsSeparate: boolean;
  /** What the data says where an answer says otherwise. */
  readonly contradicted?: string | undefined;
}

/** Room above the highest peak seen: traffic grows, and the collector needs some. */
const HEADROOM = 1.25;

/** A limit that holds a peak: a quarter above, rounded up to a figure people would write. */
export function limitFor(peak: Bytes): Bytes {
  const wanted = peak * HEADROOM;
  const unit = wanted <= GiB ? 64 * MiB : wanted <= 4 * GiB ? 128 * MiB : 512 * MiB;
  return Math.ceil(wanted / unit) * unit;
}

/** What to do about a kind of finding (what to do now, then how to fix it), fitted to the runtime and the frame that grew. */
export function adviceFor(kind: FindingKind, context: AdviceContext): Remedy {
  const { pod, words, suspect, limit, peak, outside } = context;
  if (context.contradicted !== undefined) return againstData(context.contradicted);
  const { urgency } = context;
  // Only what lies in the heap needs its bound raised with the limit.
  const buyTime = firstStep(kind === 'heap-leak' ? urgency : { ...urgency, bound: undefined, heapFull: undefined });
  const fitting = limitFor(Math.max(peak ?? 0, limit ?? 0, context.largestHeap ?? 0));
  const { kills } = urgency;
  switch (kind) {
    case 'heap-leak':
      return {
        steps: [buyTime, words.heapFix(suspect)],
        proof: '30 min after the fix the live heap is level at the same traffic.',
      };
    case 'goroutine-leak':
      return {
        steps: [buyTime, words.countFix(suspect)],
        proof: '30 min after the fix the goroutine count is level at the same traffic.',
      };
    case 'thread-leak':
      return {
        steps: [buyTime, words.countFix(suspect)],
        proof: 'After the fix the thread count is level at the same traffic.',
      };
    case 'handle-leak':
      return {
        steps: [buyTime, words.countFix(suspect)],
        proof: 'After the fix the number of active handles is level at the same traffic.',
      };
    case 'native-growth':
      return { steps: [buyTime, ...words.native.steps(pod)], proof: words.native.proof };
    case 'limit-too-small': {
      const setting = words.heapSetting(fitting, outside);
      const collector = setting === undefined ? '' : ` and ${setting.name} to ${setting.value}`;
      return {
        steps: [`Now: set the limit to ${formatBytes(fitting)}${collector}.`, words.slimmer],
        proof: `At ${formatBytes(fitting)} the same traffic runs a day without a kill.`,
      };
    }
    case 'gc-misconfigured':
      return words.collectorFix(limit === undefined ? undefined : words.heapSetting(limit, outside), context.fault);
    case 'load-driven':
      return {
        steps: [
          ...(peak === undefined || (limit !== undefined && limit >= limitFor(peak))
            ? ['Now: nothing is urgent: the limit holds at the traffic seen.']
            : [
                kills > 0 || limit !== undefined
                  ? `Now: scale out, or set the limit to ${formatBytes(limitFor(Math.max(peak, context.largestHeap ?? 0)))}: it holds for the traffic seen.`
                  : `Now: nothing is urgent; a limit of ${formatBytes(limitFor(Math.max(peak, context.largestHeap ?? 0)))} holds for the traffic seen.`,
              ]),
          'Fix: memory follows traffic: scale out, or bound the concurrency of one pod (worker pool, semaphore, queue limit).',
        ],
        proof: 'At the next peak memory returns with the traffic and stays below the limit.',
      };
    case 'warm-up':
      return {
        steps: [
          'Now: nothing has to be done: memory levelled off after its warm-up.',
          ...(peak === undefined || limit === undefined || limit >= limitFor(peak)
            ? []
            : [`A limit of ${formatBytes(fitting)} leaves room above the level reached.`]),
        ],
        proof: 'An hour from now it is still level.',
      };
    case 'burst': {
      const setting = limit === undefined ? undefined : words.heapSetting(limit, outside);
      return {
        steps: [
          'Now: find the request or job of the minutes before each kill (access log, cron, large upload or export) and bound it: stream instead of buffering, limit sizes and concurrency.',
          ...(setting === undefined ? [] : [words.burst(setting)]),
        ],
        proof: 'With the bound in place the same job runs without memory touching the limit.',
      };
    }
    case 'page-cache':
      return {
        steps: [
          ...(kills > 0
            ? [
                `Now: kubectl describe pod ${pod}: page cache is given back before a kill, so RSS or another part of the pod reached a limit.`,
              ]
            : context.cacheIsSeparate
              ? [
                  'Now: nothing is urgent: the kernel gives page cache back before it kills. Alert on RSS, not on the working set.',
                ]
              : [
                  `Now: run df -t tmpfs in ${pod}: no metric here separates page cache, which the kernel gives back before it kills, from files of a memory-backed volume or shared memory, which it does not; RSS counts neither.`,
                ]),
          'If reclaim slows the service, read and write large files with fewer pages kept (fadvise DONTNEED, O_DIRECT) or raise the limit.',
        ],
        proof: 'RSS stays level while the cache fills and empties.',
      };
    case 'shared-memory':
      return {
        steps: [
          `Now: delete the pod ${pod}, not only its container: pages of a memory-backed volume stay charged to the pod while it exists.`,
          'Fix: bound the memory-backed volume (emptyDir.sizeLimit), write large files to a disk instead, and delete what is no longer read in /dev/shm and tmpfs mounts.',
        ],
        proof: 'After the change container_memory_cache less active and inactive files is level, and the kills end.',
      };
    case 'kernel-memory':
      return {
        steps: [
          `Now: count open sockets and files of ${pod} (ss -s, ls /proc/<pid>/fd | wc -l) and read memory.stat of its cgroup: sock, slab and pagetables show which of them grows.`,
          'Fix: close connections and files that are no longer read; bound listen queues and socket buffers; unmount or prune directories with millions of entries.',
        ],
        proof: 'After the fix usage less RSS and files is level at the same traffic.',
      };
    case 'swap':
      return {
        steps: [
          `Now: find what ${pod} allocates: memory moves to swap, so RSS stays level while it grows.`,
          'Then: export the metrics of its runtime, so that the part that grows can be named.',
        ],
        proof: 'After the fix container_memory_swap is level at the same traffic.',
      };
    case 'memory-kept':
      return {
        steps: [
          'Now: set transparent huge pages to madvise on the node (/sys/kernel/mm/transparent_hugepage/enabled), or run one pod with GODEBUG=madvdontneed=1, and compare.',
          'Fix: bound the peak that took the memory (batch size, concurrency); what is taken once is returned late.',
        ],
        proof: 'With the setting RSS falls after the heap does.',
      };
    case 'restarts-not-memory':
      return restartRemedy(pod, context.restarts);
    case 'no-growth':
      return {
        steps: [
          'Now: nothing has to be done for memory. If pods still die, look at node pressure and at the other containers of the pod.',
        ],
        proof: 'The next 24 h look like these.',
      };
    case 'not-enough-data':
      return withoutData(context.gaps, urgency);
    default:
      return assertNever(kind);
  }
}

function withoutData(gaps: readonly Gap[], urgency: Urgency): Remedy {
  if (gaps.length === 0)
    return { steps: LOOK_AGAIN, proof: 'A second look, an hour of data later, says the same or more.' };
  // Time can be gained without knowing what grows.
  const pressing = isPressing(urgency) ? [firstStep(urgency)] : [];
  const [first, ...others] = gaps.map((gap) => `${sentence(gap.missing)} ${sentence(gap.fix)}`);
  const add = pressing.length > 0 || first === undefined ? first : `Now: ${uncapitalised(first)}`;
  return {
    steps: [...pressing, ...(add === undefined ? [] : [add]), ...others],
    proof: 'Ask again once the missing data is there.',
  };
}

function uncapitalised(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}

/** No advice rests on an answer that the figures contradict. */
function againstData(data: string): Remedy {
  return {
    steps: [
      `Now: settle first which is right, the answer given or the data: ${sentence(data)}`,
      'Then: if the data is right, “Change” on that answer takes the other turn.',
    ],
    proof: 'The answer and the figures agree.',
  };
}

/** Nothing was missing, and yet the answers lead nowhere. */
const LOOK_AGAIN = [
  'Now: look at the answers above again; “Change” on one takes another turn, and where the data says otherwise I said so.',
  'Then: ask again when the service has run for another hour, or over a longer window (⋯ menu).',
];

function sentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
