import { withoutInvisible } from '../foundation/invisible.ts';
import type { ConclusionSource } from '../investigation/state/investigation.ts';
import { type AmountUnit, formatAmountDelta } from '../measurement/amount.ts';

/**
 * The lines of a snippet with their numbers, and at each that grew by how much:
 * ` 88 |     c.entries[k] = v  // ← +271 MiB`. Empty where there is no snippet.
 */
export function snippetText({ path, snippet, marks }: ConclusionSource, unit: AmountUnit): readonly string[] {
  if (snippet === undefined) return [];
  const width = String(snippet.first + snippet.lines.length - 1).length;
  const comment = /\.(py|rb|sh)$/.test(path) ? '#' : '//';
  return snippet.lines.map((text, index) => {
    const line = snippet.first + index;
    const mark = marks.find((each) => each.line === line);
    const grew = mark === undefined ? '' : `  ${comment} ← ${formatAmountDelta(mark.delta, unit)}`;
    return `${String(line).padStart(width)} | ${withoutInvisible(text)}${grew}`.trimEnd();
  });
}

/** How many owners are named: a list of everyone reaches no one. */
const OWNERS_SHOWN = 5;

/** `@acme/markets, @sam`; empty where there are none. */
export function ownersText({ owners }: ConclusionSource): string {
  const more = owners.length > OWNERS_SHOWN ? [`${owners.length - OWNERS_SHOWN} more`] : [];
  return [...owners.slice(0, OWNERS_SHOWN), ...more].join(', ');
}
