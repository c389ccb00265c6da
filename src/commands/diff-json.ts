import type { Instant } from '../foundation/clock.ts';
import type { Change } from '../profile/alignment.ts';
import type { Amount } from '../profile/column.ts';
import { sourceLinker } from '../service/source-link.ts';
import type { ShownDiff } from './shown-diff.ts';

/** A diff as `leakbot diff --json` prints it. */
export function diffJson(diff: ShownDiff) {
  const linkOf = sourceLinker({ frames: diff.paths.flatMap(({ frames }) => frames) });
  return {
    sampleType: diff.sampleType,
    unit: diff.unit,
    base: { time: timeJson(diff.times.base), total: exact(diff.total.base) },
    current: { time: timeJson(diff.times.current), total: exact(diff.total.current) },
    delta: exact(diff.total.delta),
    followed: diff.followed,
    said: diff.said,
    unranked: diff.unranked,
    warnings: diff.warnings,
    grewMore: diff.grewMore?.map(({ total, ...type }) => ({ ...type, ...changeJson(total) })),
    functions: diff.functions.map(({ name, file, flat, cum }) => ({
      name,
      file,
      flat: changeJson(flat),
      cum: changeJson(cum),
    })),
    lines: diff.lines.map(({ flat, cum, ...place }) => ({ ...place, flat: changeJson(flat), cum: changeJson(cum) })),
    paths: diff.paths.map(({ frames, below, share, kept, sampled, behind, ...change }) => ({
      frames: frames.map((frame) => ({ ...frame, url: linkOf(frame).url })),
      below,
      ...changeJson(change),
      share,
      ...kept,
      sampled,
      behind,
    })),
    ...(diff.comments.base.length + diff.comments.current.length === 0 ? {} : { comments: diff.comments }),
  };
}

function changeJson({ base, current, delta }: Change) {
  return { base: exact(base), current: exact(current), delta: exact(delta) };
}

/** JSON numbers are doubles to most readers: what no double holds is written as text. */
function exact(amount: Amount): number | string {
  return typeof amount === 'number' ? amount : String(amount);
}

/** `2026-11-23T01:00:00Z`; null where the profile does not say. */
function timeJson(time: Instant | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString().replace('.000Z', 'Z');
}
