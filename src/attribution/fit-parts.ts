import type { Bytes } from '../measurement/bytes.ts';
import type { PartId, Parts } from '../runtime/memory-parts.ts';

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
