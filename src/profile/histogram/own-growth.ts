import { isLibraryClass } from '../../runtime/jvm/classes.ts';
import { diffProfiles } from '../diff.ts';
import type { Profile } from '../profile.ts';

/** Classes whose number of instances grew by nearly as many belong to each other. */
const ALIKE = 0.2;
const MOST_NAMED = 4;

/**
 * Which of the service’s own classes grew, as a sentence: `byte[]` and the nodes of maps come first in bytes, and are what
 * the others are made of or held by. Undefined where no class of its own grew, and for profiles that are no histograms.
 */
export function ownGrowth(base: Profile, current: Profile): string | undefined {
  if (![base, current].every(isOfClasses)) return undefined;
  const { functions } = diffProfiles(base, current, { sampleType: 'instances' });
  const grown = functions
    .map(({ name, flat }) => ({ name, more: Number(flat.delta) }))
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more);
  const own = grown.find(({ name }) => isOwn(name));
  if (own === undefined) return undefined;
  const alike = grown.filter(({ name, more }) => name !== own.name && Math.abs(more - own.more) <= ALIKE * own.more);
  const others = alike.slice(0, MOST_NAMED).map(({ name, more }) => `${name} (+${more})`);
  const together =
    others.length === 0 ? '' : ` ${others.join(', ')} grew by about as many: what it consists of, or what holds it.`;
  return `Of the classes that belong to no library ${own.name} grew most: +${own.more} instances.${together}`;
}

function isOfClasses({ sampleTypes }: Profile): boolean {
  return sampleTypes.some(({ type }) => type === 'class_bytes');
}

/** Neither an array of numbers nor a class of the JDK or a known library. */
function isOwn(name: string): boolean {
  const element = name.replace(/(\[\])+$/, '');
  return element.includes('.') && !isLibraryClass(element);
}
