import type { Change } from '../alignment.ts';
import { diffProfiles } from '../diff.ts';
import type { Profile } from '../profile.ts';
import type { ClassGrowth, GrownClass } from './class-growth.ts';
import { libraryClass, ownClass } from './own-class.ts';

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
  const own = grownMost(grown, ownClass(functions));
  const library = own === undefined ? grownMost(grown, libraryClass(functions)) : undefined;
  const most = own ?? library;
  const alike =
    most === undefined
      ? []
      : grown.filter(({ name, more }) => name !== most.name && Math.abs(more - most.more) <= ALIKE * most.more);
  const closeable = closeableOf(functions);
  const bytes = grownOf(diffProfiles(base, current, { sampleType: 'class_bytes' }).functions);
  const more = (wanted: string) => grown.find(({ name }) => name === wanted)?.more ?? 0;
  // A class that was looked into has one for what was found (java.lang.Class, field reflectionData): that is none of the service's.
  const soft = more('java.lang.ref.SoftReference') - more('java.lang.Class$ReflectionData');
  const finalizers = more('java.lang.ref.Finalizer');
  const loaded = more('java.lang.Class');
  const tracked = current.sampleTypes.some(({ type }) => type === 'inuse_space') ? { tracked: true as const } : {};
  const named = { bytes: bytes.slice(0, MOST_NAMED), own, alike: alike.slice(0, MOST_NAMED), ...tracked };
  return {
    ...named,
    ...(library === undefined ? {} : { library }),
    ...(closeable.length === 0 ? {} : { closeable }),
    ...(soft > 0 ? { soft } : {}),
    ...(finalizers > 0 ? { finalizers } : {}),
    ...(loaded > 0 ? { loaded } : {}),
  };
}

/** Lambdas, anonymous classes and arrays grow with a class that has a name. */
const MADE_UP = /\$\$|\$\d+$|\[\]$/;

/** Of some classes the one whose instances grew most, where they are not few; of about as many the one that has a name in the code. */
function grownMost(grown: readonly GrownClass[], isOne: (of: GrownClass) => boolean): GrownClass | undefined {
  const some = grown.filter(isOne);
  const [first] = some;
  if (first === undefined || first.more < leastOf(grown)) return undefined;
  return some.find(({ name, more }) => more >= (1 - ALIKE) * first.more && !MADE_UP.test(name)) ?? first;
}

/** What a cleaner or a finalizer closes at last, if nothing does it before. */
const CLOSEABLE =
  /^java\.util\.zip\.(Deflater|Inflater|ZipFile)$|^java\.nio\.(Mapped|Direct)\w*Buffer$|^io\.netty\.buffer\.\w*(Direct|Unsafe)\w*ByteBuf$|\.\w*(PreparedStatement|CallableStatement|ResultSet)\w*$|^java\.net\.\w*Socket$|^java\.io\.(FileInputStream|FileOutputStream|RandomAccessFile)$/;

/** Fewer come and go with what is done at the moment. A choice. */
const SEVERAL = 20;

/** Such classes, where they became more by half and are no few. */
function closeableOf(functions: readonly { readonly name: string; readonly flat: Change }[]): readonly GrownClass[] {
  return functions
    .filter(({ name, flat }) => CLOSEABLE.test(name) && Number(flat.delta) >= Math.max(SEVERAL, Number(flat.base) / 2))
    .map(({ name, flat }) => ({ name, more: Number(flat.delta) }))
    .sort((a, b) => b.more - a.more)
    .slice(0, MOST_NAMED);
}

/** Which of the service’s own classes grew, or else of its libraries, as sentences; undefined where none did. */
export function ownGrowthText({
  own,
  library,
  alike,
  closeable,
}: Pick<ClassGrowth, 'own' | 'library' | 'alike' | 'closeable'>): string | undefined {
  const most = own ?? library;
  const sentences = [
    ...(most === undefined ? [] : [mostText(most, own === undefined, alike)]),
    ...(closeable === undefined ? [] : [closeableText(closeable)]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function mostText({ name, more }: GrownClass, ofLibrary: boolean, alike: readonly GrownClass[]): string {
  const others = alike.map((other) => `${other.name} (+${other.more})`);
  const together =
    others.length === 0 ? '' : ` ${others.join(', ')} grew by about as many: what it consists of, or what holds it.`;
  const which = ofLibrary
    ? 'No class of the service’s own grew; of those of libraries'
    : 'Of the classes that belong to no library';
  return `${which} ${name} grew most: +${more} instances.${together}`;
}

/** That what multiplied wants to be closed: whoever made it is who leaks it. */
export function closeableText(closeable: readonly GrownClass[]): string {
  const named = closeable.map(({ name, more }) => `${name} (+${more})`);
  return `${named.join(', ')} multiplied: each holds memory outside the heap, a file or a cursor until it is closed, however small it is itself.`;
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
