import type { Change } from '../alignment.ts';
import { diffProfiles } from '../diff.ts';
import type { Profile } from '../profile.ts';
import type { ClassGrowth, GrownClass } from './class-growth.ts';
import { ownClass } from './own-class.ts';

/** Classes whose number of instances grew by nearly as many belong to each other. */
const ALIKE = 0.2;

/** Classes that are named beside the one that grew; more make no sentence. */
const MOST_NAMED = 4;

/**
 * Which classes grew: `byte[]` and the nodes of maps come first in bytes, and are what the service's own classes are made
 * of or held by. Undefined for profiles that are no histograms.
 */
export function classGrowth(base: Profile, current: Profile): ClassGrowth | undefined {
  if (![base, current].every(isOfClasses)) return undefined;
  const { functions } = diffProfiles(base, current, { sampleType: 'instances' });
  const grown = grownOf(functions);
  const found = grown.find(ownClass(functions));
  const own = found !== undefined && found.more >= leastOf(grown) ? found : undefined;
  const alike =
    own === undefined
      ? []
      : grown.filter(({ name, more }) => name !== own.name && Math.abs(more - own.more) <= ALIKE * own.more);
  const bytes = grownOf(diffProfiles(base, current, { sampleType: 'class_bytes' }).functions);
  const soft = grown.find(({ name }) => name === 'java.lang.ref.SoftReference')?.more;
  const finalizers = grown.find(({ name }) => name === 'java.lang.ref.Finalizer')?.more;
  const tracked = current.sampleTypes.some(({ type }) => type === 'inuse_space') ? { tracked: true as const } : {};
  const named = { bytes: bytes.slice(0, MOST_NAMED), own, alike: alike.slice(0, MOST_NAMED), ...tracked };
  return {
    ...named,
    ...(soft === undefined ? {} : { soft }),
    ...(finalizers === undefined ? {} : { finalizers }),
  };
}

/** Which of the service’s own classes grew, as a sentence; undefined where none did. */
export function ownGrowthText({ own, alike }: Pick<ClassGrowth, 'own' | 'alike'>): string | undefined {
  if (own === undefined) return undefined;
  const others = alike.map(({ name, more }) => `${name} (+${more})`);
  const together =
    others.length === 0 ? '' : ` ${others.join(', ')} grew by about as many: what it consists of, or what holds it.`;
  return `Of the classes that belong to no library ${own.name} grew most: +${own.more} instances.${together}`;
}

/** So many instances are never nothing; fewer are, beside a class that grew a hundred times as much. */
const NEVER_FEW = 100;

function leastOf([most]: readonly GrownClass[]): number {
  return Math.min(NEVER_FEW, (most?.more ?? 0) / 100);
}

function grownOf(functions: readonly { readonly name: string; readonly flat: Change }[]): GrownClass[] {
  return functions
    .map(({ name, flat }) => ({ name, more: Number(flat.delta) }))
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more);
}

function isOfClasses({ sampleTypes }: Profile): boolean {
  return sampleTypes.some(({ type }) => type === 'class_bytes');
}
