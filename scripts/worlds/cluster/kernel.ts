import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import { bytesOf, type Holding, inPart, isAnonymous } from '../holding.ts';
import type { Demand } from '../programs/program.ts';

/** What a memory cgroup is charged, as it reports it. */
export interface Charge {
  /** Everything, swap included. */
  readonly holdings: readonly Holding[];
  readonly anonymous: Bytes;
  readonly shared: Bytes;
  readonly kernel: Bytes;
  readonly activeFile: Bytes;
  readonly inactiveFile: Bytes;
  readonly swap: Bytes;
  /** memory.current, or usage_in_bytes: without swap. */
  readonly usage: Bytes;
  /** Usage without inactive file pages. */
  readonly workingSet: Bytes;
}

/** Pages of files in use that reclaim cannot take without the process standing still. */
const LEAST_FILE: Bytes = MiB / 2;

/**
 * Charges a demand against a limit (0: none). Clean file pages give way first, inactive before active; then cold
 * anonymous pages go to swap as far as that is allowed; shared memory is anonymous to reclaim, and kernel memory stays.
 * Undefined when it does not fit: the kernel kills.
 */
export function charge(demand: Demand, limit: Bytes, swapLimit: Bytes, more: Bytes = 0): Charge | undefined {
  const anonymous = bytesOf(demand.holdings, isAnonymous);
  const shared = bytesOf(demand.holdings, inPart('shared'));
  const kernel = bytesOf(demand.holdings, inPart('kernel'));
  const room = (limit === 0 ? Number.POSITIVE_INFINITY : limit) - shared - kernel - more;
  const excess = Math.max(0, anonymous + LEAST_FILE - room);
  if (excess > swapLimit || excess > anonymous) return undefined;
  const left = Math.max(0, room - (anonymous - excess));
  const activeFile = Math.min(demand.activeFile, left);
  const inactiveFile = Math.min(demand.inactiveFile, left - activeFile);
  const resident = anonymous - excess;
  return {
    holdings: [
      ...(excess === 0 ? demand.holdings : swapped(demand.holdings, excess)),
      { part: 'active file', cause: 'base', bytes: activeFile },
      { part: 'inactive file', cause: 'base', bytes: inactiveFile },
    ],
    anonymous: resident,
    shared,
    kernel,
    activeFile,
    inactiveFile,
    swap: excess,
    usage: resident + shared + kernel + activeFile + inactiveFile,
    workingSet: resident + shared + kernel + activeFile,
  };
}

/** What leaks is what is never touched: it goes to swap before what works. */
function swapped(holdings: readonly Holding[], excess: Bytes): readonly Holding[] {
  let rest = excess;
  const cold = [...holdings].sort((a, b) => Number(a.cause === 'base') - Number(b.cause === 'base'));
  return cold.flatMap((holding): readonly Holding[] => {
    if (!isAnonymous(holding) || rest === 0) return [holding];
    const out = Math.min(rest, holding.bytes);
    rest -= out;
    return [
      { ...holding, bytes: holding.bytes - out },
      { part: 'swap', cause: holding.cause, bytes: out },
    ];
  });
}
