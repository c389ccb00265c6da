import { InvalidInputError } from '../foundation/errors.ts';
import { sampleTypeIndex } from '../profile/column.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import type { Profile } from '../profile/profile.ts';
import type { FilePair } from './newest-profile.ts';

/**
 * Refuses two files that count different things, where no sample type was asked for: to say that one of them lacks what the
 * other counts by default would not say that they are no pair. Throws InvalidInputError.
 */
export function refuseTwoKinds({ base, current }: ProfilePair, files: FilePair): void {
  const [before, after] = [typesOf(base), typesOf(current)];
  const chosen = current.sampleTypes[sampleTypeIndex(current, undefined)];
  const same = base.sampleTypes.find(({ type }) => type === chosen?.type);
  if (chosen === undefined || before.length === 0) return;
  // A recording counts some of the objects, what has no table of such counts all.
  if (same !== undefined && (same.followed === undefined) === (chosen.followed === undefined)) return;
  const both = after.filter((type) => before.includes(type) && type !== same?.type);
  const choice =
    both.length === 0
      ? 'Compare two files that the same profiler wrote of the same thing.'
      : `Compare two files that the same profiler wrote; what both have is compared with --sample-type ${both.join(' or ')}.`;
  throw new InvalidInputError(
    `these are profiles of two kinds: ${files.base} has ${before.join(', ')}; ${files.current} has ${after.join(', ')}. ${choice}`,
  );
}

function typesOf({ sampleTypes }: Profile): readonly string[] {
  return [...new Set(sampleTypes.map(({ type }) => type))];
}
