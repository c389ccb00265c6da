import { assertNever } from '../foundation/assert-never.ts';
import { type Bytes, formatBytes, GiB, MiB } from '../measurement/bytes.ts';
import type { FindingKind, Gap } from './finding.ts';
import type { Suspect } from './suspect.ts';

/** What advice is fitted to. */
export interface AdviceContext {
  readonly pod: string;
  /** The frame that grew most, with what its name tells; absent without a comparison. */
  readonly suspect?: Suspect | undefined;
  readonly limit?: Bytes | undefined;
  readonly peak?: Bytes | undefined;
  readonly gaps: readonly Gap[];
}

export interface Advice {
  /** What to do now, then how to fix it. */
  readonly steps: readonly string[];
  readonly proof: string;
}

/** Room above the highest peak seen: traffic grows, and the collector needs some. */
const HEADROOM = 1.25;
/** The share of the limit that the collector may plan for; the rest is for what it does not see. */
const GOMEMLIMIT_SHARE = 0.9;

/** A limit that holds a peak: a quarter above, rounded up to a figure people would write. */
export function limitFor(peak: Bytes): Bytes {
  const wanted = peak * HEADROOM;
  const unit = wanted <= GiB ? 64 * MiB : wanted <= 4 * GiB ? 128 * MiB : 512 * MiB;
  return Math.ceil(wanted / unit) * unit;
}

/** GOMEMLIMIT for a container limit, in bytes. */
export function gomemlimitFor(limit: Bytes): Bytes {
  return Math.floor((limit * GOMEMLIMIT_SHARE) / MiB) * MiB;
}

/** GOMEMLIMIT as the Go runtime reads it: `576MiB`. */
function setting(bytes: Bytes): string {
  return `${Math.round(bytes / MiB)}MiB`;
}

/** What to do about a kind of finding, fitted to the frame that grew. */
export function adviceFor(kind: FindingKind, context: AdviceContext): Advice {
  const { pod, suspect, limit, peak } = context;
  const buyTime =
    limit === undefined
      ? 'Now: roll back the deploy that began it.'
      : `Now: roll back, or raise the limit above ${formatBytes(limit)} to gain time.`;
  switch (kind) {
    case 'heap-leak':
      return {
        steps: [buyTime, heapFix(suspect)],
        proof: '30 min after the fix the live heap is level at the same traffic.',
      };
    case 'goroutine-leak':
      return {
        steps: [buyTime, goroutineFix(suspect)],
        proof: '30 min after the fix the goroutine count is level at the same traffic.',
      };
    case 'thread-leak':
      return {
        steps: [buyTime, 'Fix: bound the thread pool and shut executors down with the work that made them.'],
        proof: 'After the fix the thread count is level at the same traffic.',
      };
    case 'handle-leak':
      return {
        steps: [buyTime, 'Fix: close sockets, timers and listeners with the request that opened them.'],
        proof: 'After the fix the number of active handles is level at the same traffic.',
      };
    case 'native-growth':
      return {
        steps: [
          buyTime,
          'A heap comparison is the wrong picture: the growth is outside the Go heap. Look at cgo allocations (free every C.malloc and C.CString), mmap and off-heap caches.',
          `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}, or run it with a native heap profiler (jemalloc with prof:true, or bcc memleak).`,
        ],
        proof: 'After the fix RSS minus what Go accounts for (the unexplained part) is level.',
      };
    case 'limit-too-small': {
      const fitting = limitFor(Math.max(peak ?? 0, limit ?? 0));
      return {
        steps: [
          `Set the limit to ${formatBytes(fitting)} and GOMEMLIMIT to ${setting(gomemlimitFor(fitting))}.`,
          'If memory must not rise, reduce what the service keeps at rest instead: GOGC below 100 trades CPU for memory.',
        ],
        proof: `At ${formatBytes(fitting)} the same traffic runs a day without a kill.`,
      };
    }
    case 'gc-misconfigured': {
      const goal = limit === undefined ? 'about 90 % of the limit' : setting(gomemlimitFor(limit));
      return {
        steps: [
          `Set GOMEMLIMIT to ${goal} and GOGC to 100: the collector then works harder near the limit instead of growing past it.`,
        ],
        proof: 'After the change garbage and idle spans shrink as RSS nears GOMEMLIMIT, and the kills end.',
      };
    }
    case 'load-driven':
      return {
        steps: [
          'Memory follows traffic: scale out, or bound the concurrency of one pod (worker pool, semaphore, queue limit).',
          ...(peak === undefined || (limit !== undefined && limit >= limitFor(peak))
            ? []
            : [`For this traffic a limit of ${formatBytes(limitFor(peak))} holds.`]),
        ],
        proof: 'At the next peak memory returns with the traffic and stays below the limit.',
      };
    case 'warm-up':
      return {
        steps: [
          'Nothing leaks: memory levelled off after its warm-up.',
          ...(peak === undefined
            ? []
            : [`A limit of ${formatBytes(limitFor(peak))} leaves room above the level reached.`]),
        ],
        proof: 'An hour from now it is still level.',
      };
    case 'burst':
      return {
        steps: [
          'Find the request or job of the minutes before each kill (access log, cron, large upload or export) and bound it: stream instead of buffering, limit sizes and concurrency.',
          ...(limit === undefined
            ? []
            : [`GOMEMLIMIT=${setting(gomemlimitFor(limit))} lets the collector help when a burst begins.`]),
        ],
        proof: 'With the bound in place the same job runs without memory touching the limit.',
      };
    case 'page-cache':
      return {
        steps: [
          'The kernel gives page cache back before it kills: RSS is what counts. Alert on RSS or anonymous memory, not on the working set.',
          'If reclaim slows the service, read and write large files with fewer pages kept (fadvise DONTNEED, O_DIRECT) or raise the limit.',
        ],
        proof: 'RSS stays level while the cache fills and empties.',
      };
    case 'no-growth':
      return {
        steps: ['No leak is visible. Look at node pressure and at the other containers of the pod if pods still die.'],
        proof: 'The next 24 h look like these.',
      };
    case 'not-enough-data':
      return {
        steps:
          context.gaps.length > 0
            ? context.gaps.map((gap) => `${sentence(gap.missing)} ${sentence(gap.fix)}`)
            : LOOK_AGAIN,
        proof:
          context.gaps.length > 0
            ? 'Ask again once the missing data is there.'
            : 'A second look, an hour of data later, says the same or more.',
      };
    default:
      return assertNever(kind);
  }
}

/** Nothing was missing, and yet the answers lead nowhere. */
const LOOK_AGAIN = [
  'Now: look at the answers above again; “Change” on one takes another turn, and where the data says otherwise I said so.',
  'Then: ask again when the service has run for another hour, or over a longer window (⋯ menu).',
];

function heapFix(suspect: Suspect | undefined): string {
  switch (suspect?.habit) {
    case 'cache':
    case 'map':
      return `Fix: bound the ${suspect.habit} (size or TTL) and delete entries when they expire.`;
    case 'buffer':
      return 'Fix: bound the buffer, or write it out and truncate it; a slice that is appended to and resliced keeps its whole array.';
    case 'subscription':
      return 'Fix: remove the listener or subscription when its owner goes away.';
    default:
      return 'Fix: find what still refers to these allocations and let go of it when the work that made them ends.';
  }
}

function goroutineFix(suspect: Suspect | undefined): string {
  switch (suspect?.blockedOn) {
    case 'a channel send':
      return 'Fix: let the sender give up: select on ctx.Done() beside the send, or give the channel a buffer of one when nobody may be reading.';
    case 'a channel receive':
      return 'Fix: close the channel when the last sender is done, or select on ctx.Done() beside the receive.';
    case 'a select':
      return 'Fix: cancel the context that the select waits for when the work ends.';
    case 'a lock':
      return 'Fix: find who holds the lock (goroutine?debug=2 shows the wait times) and release it on every path.';
    case 'the network':
      return 'Fix: set timeouts and close bodies and connections on every path; a client without a timeout waits for ever.';
    default:
      return 'Fix: give each goroutine a way to end: a context that is cancelled, a closed channel or a timeout.';
  }
}

function sentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
