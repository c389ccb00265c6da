import type { Bytes } from '../../measurement/bytes.ts';
import type { Quantity, Runtime } from '../../metrics/catalogue.ts';
import type { Figures, PartId, Parts } from '../parts.ts';

/** How a runtime accounts for the anonymous memory of its process. */
export interface RuntimeSplit {
  readonly runtime: Exclude<Runtime, 'unknown'>;
  /** Who counts: `Go counts up to 12 MiB more than is resident`. */
  readonly counter: string;
  /** What each part is called. */
  readonly names: Readonly<Partial<Record<PartId, string>>>;
  /** Without these the runtime accounts for nothing. */
  readonly needs: readonly Quantity[];
  /** Parts that the figures show, all but what the runtime does not count. */
  readonly split: (figures: Figures) => Parts;
  /** Memory that is counted but was never touched is not resident: where it is likeliest, first. */
  readonly leastResident: readonly PartId[];
}

/** Parts that fit into what is resident, and by how much the runtime counted more. */
export interface FittedParts {
  readonly parts: Parts;
  readonly overshoot: Bytes;
}

/** Takes what a runtime counts beyond what is resident from the parts likeliest not to be; the rest is unexplained. */
export function fitParts(counted: Parts, resident: Bytes, leastResident: readonly PartId[]): FittedParts {
  const parts: Partial<Record<PartId, Bytes>> = { ...counted };
  const known = Object.values(counted).reduce((sum, part) => sum + part, 0);
  if (known <= resident) return { parts: { ...parts, unexplained: resident - known }, overshoot: 0 };
  let excess = known - resident;
  for (const part of leastResident) {
    const taken = Math.min(parts[part] ?? 0, excess);
    parts[part] = (parts[part] ?? 0) - taken;
    excess -= taken;
  }
  return { parts: { ...parts, unexplained: 0 }, overshoot: known - resident };
}

/** A heap as its collector sees it: live objects, the garbage among them, and room that is taken but empty. */
export function heapParts(figures: Figures): Parts {
  const { 'live-heap': live, 'heap-used': used = 0, 'heap-committed': committed = 0 } = figures;
  // Read at different moments: a collection between two of them must not make a part negative.
  const objects = Math.max(live ?? 0, used);
  const idle = Math.max(0, committed - objects);
  return live === undefined ? { heap: objects, idle } : { 'live-heap': live, garbage: objects - live, idle };
}
