import { diffProfiles } from '../diff.ts';
import { FunctionTable } from '../function-table.ts';
import { originsOf } from '../origin.ts';
import type { Profile } from '../profile.ts';

/** Classes whose number of instances grew by nearly as many belong to each other. */
const ALIKE = 0.2;

/** Classes that are named beside the one that grew; more make no sentence. */
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
  const own = grown.find(ownClass(functions));
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

/** Whether a class belongs to the service: neither to the JDK nor to a known library, nor an array of numbers. */
function ownClass(classes: readonly { readonly name: string; readonly file: string }[]) {
  const table = new FunctionTable();
  for (const { name, file } of classes) table.id(name, file);
  const origins = originsOf(table);
  const own = new Set(table.names.filter((name, id) => origins[id] === 'application' && name.includes('.')));
  return ({ name }: { readonly name: string }) => own.has(name);
}
