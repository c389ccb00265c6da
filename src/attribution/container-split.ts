import type { Bytes } from '../measurement/bytes.ts';
import type { Figures, Parts } from './parts.ts';

/** Memory that counts against a container's limit, and what lies beside its anonymous pages. */
export interface ContainerSplit {
  /** Working set, and what was swapped out. */
  readonly total: Bytes;
  /** Anonymous memory, swapped out or not: what a runtime can account for. */
  readonly anonymous: Bytes;
  readonly swapped: Bytes;
  /** Everything else; with `anonymous` it adds up to `total`. */
  readonly beside: Parts;
  /** By how much the metrics of one moment contradict each other. */
  readonly contradiction: Bytes;
}

/**
 * Splits what a container is charged, by the kernel's own definitions: working set = usage − inactive files; usage =
 * anonymous + files + kernel and other; memory-backed files are files that are neither active nor inactive, because the
 * kernel keeps them on the lists of anonymous pages. What no metric separates stays one part with a name of its own.
 */
export function splitContainer(figures: Figures): ContainerSplit | undefined {
  const { rss: anonymous, swap: swapped = 0 } = figures;
  const resident = figures['working-set'] ?? anonymous ?? figures['process-rss'];
  if (resident === undefined) return undefined;
  const total = resident + swapped;
  if (figures['working-set'] === undefined) return { total, anonymous: total, swapped, beside: {}, contradiction: 0 };
  if (anonymous === undefined)
    return { total, anonymous: 0, swapped, beside: { unsplit: resident, swapped }, contradiction: 0 };
  const own = Math.min(anonymous, resident);
  const { parts, contradiction } = besideAnonymous(figures, resident - own);
  const shown = Math.max(contradiction, anonymous - own);
  return { total, anonymous: own + swapped, swapped, beside: parts, contradiction: shown };
}

/** What the working set holds beside anonymous memory: `rest` bytes. */
function besideAnonymous(figures: Figures, rest: Bytes): { readonly parts: Parts; readonly contradiction: Bytes } {
  const { usage, 'page-cache': cache, 'working-set': workingSet = 0, 'active-file': active } = figures;
  if (cache === undefined) return { parts: { beside: rest }, contradiction: 0 };
  // Without the total, files that are not in use cannot be distinguished from those that are: at most all of them are.
  const inactive = usage === undefined ? Math.max(0, cache - rest) : Math.max(0, usage - workingSet);
  const inUse = Math.max(0, cache - inactive);
  const files = Math.min(inUse, rest);
  const kernel = rest - files;
  const contradiction = inUse - files;
  if (active === undefined) return { parts: { file: files, kernel }, contradiction };
  const cached = Math.min(active, files);
  return { parts: { 'active-file': cached, 'memory-backed': files - cached, kernel }, contradiction };
}
