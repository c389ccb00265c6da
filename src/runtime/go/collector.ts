import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import { HOUR, SECOND } from '../../measurement/duration.ts';
import { formatShare } from '../../measurement/share.ts';
import type { CollectorFigures, GcFault } from '../collector-figures.ts';

/** GOMEMLIMIT unset is told as the largest 64-bit number. */
const UNSET: Bytes = 2 ** 60;
/** A live heap under this share of the limit would leave room, if the collector were told of the limit. */
const ROOMY_HEAP = 0.5;
/** The collector's goal must stay below this share of the limit. */
const SAFE_GOAL = 0.85;
/** A GOMEMLIMIT that leaves the heap this little more than what is live makes the collector run without end. */
const THRASHING = 1.1;
/** A service that collects less often than every other second burns no processor on it. */
const WITHOUT_END = (0.5 * HOUR) / SECOND;

/** What is wrong with GOGC or GOMEMLIMIT for a container limit; undefined when nothing is or nobody tells. */
export function goGcFault(figures: CollectorFigures, limit: Bytes | undefined): GcFault | undefined {
  const heap = figures.high('live-heap');
  const memlimit = figures.latest('gomemlimit');
  if (heap === undefined || memlimit === undefined) return undefined;
  const isSet = memlimit < UNSET;
  if (isSet && memlimit - besideHeap(figures) < heap * THRASHING && collectsWithoutEnd(figures)) {
    return {
      kind: 'starves',
      said: `GOMEMLIMIT is ${formatBytes(memlimit)}, hardly above the live heap of ${formatBytes(heap)}: the collector runs without end${howOften(figures)}.`,
    };
  }
  if (limit === undefined) return undefined;
  // Without the metric GOGC is taken to be Go's default; "off" is told as a huge or negative number.
  const percent = figures.latest('gogc') ?? 100;
  const off = percent < 0 || percent > 1e6;
  const goal = off ? Number.POSITIVE_INFINITY : heap * (1 + percent / 100);
  const bounded = isSet && memlimit <= limit;
  if (bounded || heap > ROOMY_HEAP * limit || goal < SAFE_GOAL * limit) return undefined;
  const setting = isSet ? `GOMEMLIMIT ${formatBytes(memlimit)} is above the limit` : 'GOMEMLIMIT is not set';
  const reach = off ? 'GOGC is off' : `GOGC ${Math.round(percent)} lets the heap reach ${formatBytes(goal)}`;
  return {
    kind: 'outgrows',
    said: `${setting} and ${reach}, though only ${formatBytes(heap)} (${formatShare(heap / limit)} of the limit) is live.`,
  };
}

/** GOMEMLIMIT also holds stacks and the runtime's own tables. */
function besideHeap({ latest }: CollectorFigures): Bytes {
  const sys = latest('runtime-sys');
  const inuse = latest('heap-inuse');
  const idle = latest('heap-idle');
  return sys === undefined || inuse === undefined || idle === undefined ? 0 : Math.max(0, sys - inuse - idle);
}

/** Whether the collector runs all the time; what nobody counts may be so. */
export function collectsWithoutEnd(figures: CollectorFigures): boolean {
  return (figures.usual('collections') ?? WITHOUT_END) >= WITHOUT_END;
}

function howOften(figures: CollectorFigures): string {
  const perHour = figures.usual('collections');
  return perHour === undefined ? '' : `, ${Math.round((perHour / HOUR) * SECOND * 10) / 10} times a second`;
}
