import { type Bytes, formatBytes, formatBytesPair, formatGrowth } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { partOfGrowth } from './climb.ts';
import { explanationOf } from './explanation.ts';
import type { Observation } from './observation.ts';

/** Of the growth. RSS that moved by less is level beside it. */
const LEVEL = 0.1;

/** `Kernel memory (sockets, slab, page tables) grew 6 → 114 MiB: 108 MiB of the growth of 111 MiB (98 %); RSS is level at 48 MiB.`; `partSaid` where a step has said its part. */
export function kernelLine(observation: Observation, pod: PodMemory, partSaid: boolean): readonly string[] {
  const attribution = observation.runs?.pod === pod.pod ? explanationOf(observation) : undefined;
  const kernel = attribution?.causes.find(({ cause, bytes }) => cause === 'kernel' && bytes > 0);
  if (attribution === undefined || kernel === undefined) return [];
  const { base, end } = attribution.ledger;
  const [from, to] = [base.parts.kernel ?? 0, end.parts.kernel ?? 0];
  const part = partSaid ? '' : `: ${partOfGrowth(kernel, attribution)}`;
  return [
    `Kernel memory (sockets, slab, page tables) grew ${formatGrowth(from, to)}${part}${rssClause(base.figures.rss, end.figures.rss, to - from)}.`,
  ];
}

function rssClause(from: Bytes | undefined, to: Bytes | undefined, grew: Bytes): string {
  if (from === undefined || to === undefined) return '';
  return Math.abs(to - from) < LEVEL * grew
    ? `; RSS is level at ${formatBytes(to)}`
    : `; RSS went ${formatBytesPair(from, to)}`;
}
