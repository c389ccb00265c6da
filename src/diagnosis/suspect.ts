import { type Comparison, type Frame, type GrowthPath, isOfClass } from '../profile/comparison.ts';
import { EXTERNAL_MEMORY } from '../profile/external-memory.ts';
import { CLASS_BYTES } from '../profile/histogram/class-growth.ts';
import { ownClass } from '../profile/histogram/own-class.ts';
import { LEAST_OBJECTS } from '../profile/sampled.ts';
import { shortName } from '../profile/short-names.ts';
import { fileName } from '../runtime/frame-rules.ts';
import { PROFILED } from '../runtime/runtimes.ts';
import type { BlockedOn, Habit, Starter, Suspect, Unheld } from '../runtime/suspect.ts';
import { keeperOf } from './keeper.ts';
import { stays, turnoverOf } from './turnover.ts';

const HABITS: readonly (readonly [RegExp, Habit])[] = [
  [/cache|memo(ize|ise)|lru/i, 'cache'],
  [/subscri|listener|observer|watcher/i, 'subscription'],
  [/append|buffer|queue|history|backlog|journal/i, 'buffer'],
  [/map(?!p)|registry|index|table/i, 'map'],
];

/** Who a comparison points at. Of class histograms it is the service's own class: `byte[]` is what all are made of. */
export function suspectIn(comparison: Comparison | undefined): Suspect | undefined {
  const own = comparison?.classes?.own;
  const softly = isPerhapsSoft(comparison?.classes) ? { unheld: 'perhaps-softly' as const } : {};
  if (comparison?.sampleType === CLASS_BYTES && own !== undefined) return { ...ofClass(own.name), ...softly };
  if (comparison !== undefined && own !== undefined && hasNoSample(comparison, own.name))
    return { ...ofClass(own.name), ...softly };
  const followed = comparison && suspectAmong(comparison);
  if (comparison === undefined || followed === undefined) return followed;
  const [top] = comparison.paths;
  return {
    ...followed,
    ...(top?.kept?.holder === undefined ? softly : {}),
    ...(top?.kept?.unheld === true ? { unheld: unheldAs(comparison) } : {}),
    ...(comparison.followed?.current.unasked?.holders === true ? { holderUnasked: true as const } : {}),
  };
}

/**
 * Whether what the profiles cannot place is more than any path gained, and the class of the service that grew most has no sample on any:
 * of a full table large objects displace small ones, the last of them too.
 */
function hasNoSample({ paths, tooFew = [], withinError = [], unplaced = 0 }: Comparison, own: string): boolean {
  const isOfOwn = ({ kept }: GrowthPath) =>
    kept?.class === own || (kept?.made?.some(([type]) => type === own) ?? false);
  return unplaced > (paths[0]?.delta ?? 0) && ![...paths, ...tooFew, ...withinError].some(isOfOwn);
}

/** Of the instances of the class that grew most: so many more soft references are one for each, about. Set by hand. */
const FOR_EACH = 0.8;

/** Whether the class of the service that grew most has a soft reference more for each instance: a cleared one may outlive its object. */
export function isPerhapsSoft(classes: Comparison['classes']): boolean {
  const { own, soft = 0 } = classes ?? {};
  return own !== undefined && soft >= FOR_EACH * own.more && soft >= MANY_SOFT;
}

/** Class loading and reflection of the JDK bring some hundred. A choice. */
const MANY_SOFT = 1000;

/** By what multiplied meanwhile: soft references, or objects whose finalizer was not called yet. */
export function unheldAs({ classes }: Pick<Comparison, 'classes'>): Exclude<Unheld, 'perhaps-softly'> {
  const { soft = 0, finalizers = 0 } = classes ?? {};
  if (finalizers > soft) return 'finalizing';
  return soft > 0 ? 'softly' : 'somehow';
}

/** Where classes stand for their allocations the service’s own says more than what it is made of. */
function suspectAmong(comparison: Comparison): Suspect | undefined {
  const { paths } = comparison;
  const [top] = paths;
  if (top === undefined || !isOfClass(top)) return suspectWithBeside(comparison);
  const classes = paths.filter(isOfClass);
  const isOwn = ownClass(
    classes.flatMap(({ frames: [first] }) => (first ? [{ name: first.function, file: first.file }] : [])),
  );
  const own = classes.find(({ kept }) => isOwn({ name: kept?.class ?? '' }));
  return ofClass((own ?? top).kept?.class ?? '');
}

function ofClass(full: string): Suspect {
  const name = shortName(full);
  return { name, ofClass: true, habit: habitOf([name]) };
}

/** Shares of the growth. What is nearer to the largest is named beside it (design: attribution). */
const BESIDE = 0.15;
/** Part of what the largest gained: as much as this is enough to stand for it, where that lies in a bounded array. Set by hand. */
const ENOUGH = 0.5;

/**
 * Who the path that grew most points at, and whom the next does where both gained about as much and something else keeps each. What
 * lies in an array of a fixed length cannot go on growing: then it is what gained about as much and has no such bound.
 */
function suspectWithBeside(comparison: Comparison): Suspect | undefined {
  const { paths, tooFew = [], withinError = [], classes, followed } = comparison;
  const multiplied = multipliedAmong([...paths, ...tooFew, ...withinError], classes);
  const of = (path: GrowthPath | undefined) => aged(suspectOf(path, multiplied), path, followed);
  const [top, ...others] = paths;
  const first = withCaptured(of(top), others.map(of));
  if (top === undefined || first === undefined) return first;
  if (isBounded(first)) {
    const other = others.map(of).find((each, at) => {
      const enough = (others[at]?.share ?? 0) >= ENOUGH * top.share;
      const known = each?.keeper !== undefined || first.ageAtMost !== undefined;
      return enough && known && each !== undefined && !isBounded(each);
    });
    if (other !== undefined) return first.ageAtMost === undefined ? { ...other, beside: first } : other;
  }
  if (first.keeper === undefined || first.ageAtMost !== undefined) return first;
  const next = others.find(
    (path) => path.share > 0 && top.share - path.share < BESIDE && keptByAnother(first, of(path)),
  );
  return next === undefined ? first : { ...first, beside: of(next) };
}

/** What lies in an array of a fixed length, or comes and goes, does not go on growing by itself. */
function isBounded({ keeper, ageAtMost }: Suspect): boolean {
  return keeper?.through === 'array' || ageAtMost !== undefined;
}

/** With what the ages of its objects say of it. */
function aged(
  suspect: Suspect | undefined,
  path: GrowthPath | undefined,
  followed: Comparison['followed'],
): Suspect | undefined {
  if (suspect === undefined || path?.ages === undefined) return suspect;
  const turnover = turnoverOf(path, followed);
  if (turnover !== undefined) return { ...suspect, ageAtMost: turnover.most };
  return stays(path) ? { ...suspect, stays: true } : suspect;
}

/** What a Cleaner keeps has its action on some chains only: of the objects that the Cleaner makes itself none. */
function withCaptured(first: Suspect | undefined, others: readonly (Suspect | undefined)[]): Suspect | undefined {
  if (first?.keeper?.through !== 'cleaner' || first.keeper.captured !== undefined) return first;
  const captured = others.find((other) => other?.keeper?.captured !== undefined)?.keeper?.captured;
  return captured === undefined ? first : { ...first, keeper: { ...first.keeper, captured } };
}

function keptByAnother({ name, keeper }: Suspect, other: Suspect | undefined): boolean {
  const differs = other?.keeper?.owner !== keeper?.owner || other?.keeper?.through !== keeper?.through;
  return other?.keeper !== undefined && other.name !== name && differs;
}

/** The simple names of the classes whose objects are more than before. */
function multipliedAmong(paths: readonly GrowthPath[], classes: Comparison['classes']): ReadonlySet<string> {
  const grown = paths
    .filter(({ delta, sampled }) => delta > 0 && (sampled === undefined || sampled.current >= LEAST_OBJECTS))
    .flatMap(({ kept }) => kept?.class ?? []);
  const counted = classes === undefined ? [] : [...(classes.own === undefined ? [] : [classes.own]), ...classes.alike];
  return new Set([...grown, ...counted.map(({ name }) => name)].map((name) => name.replace(/^.*\./, '')));
}

/** Who a growing path points at: its first application frame. Undefined for a path without frames, and for a sum of all. */
export function suspectOf(path: GrowthPath | undefined, multiplied?: ReadonlySet<string>): Suspect | undefined {
  const frame = path?.frames[0];
  if (path === undefined || frame === undefined || path.kept?.class === EXTERNAL_MEMORY) return undefined;
  const name = named(frame);
  const texts = [name, fileName(frame.file)];
  const { holder, class: type } = path.kept ?? {};
  const known = { own: ownNames(path), multiplied, grown: type?.replace(/^.*\./, '') };
  const keeper = holder === undefined ? undefined : keeperOf(holder, known);
  const startedBy = starterOf(path.below);
  return {
    name,
    habit: habitOf(texts) ?? habitOfHolder(holder, keeper?.owner),
    blockedOn: blockedOn(path.below),
    ...(keeper === undefined ? {} : { keeper }),
    ...(holder !== undefined && WEAK_VALUE.test(holder) ? { keptByValue: true as const } : {}),
    ...(startedBy === undefined ? {} : { startedBy }),
  };
}

function starterOf(below: readonly string[]): Starter | undefined {
  for (const { frames } of PROFILED) {
    const found = frames.starterOf?.(below);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The simple names of the service’s classes that a path shows: those of its frames that belong to no library, outermost classes. */
function ownNames({ frames, kept }: GrowthPath): ReadonlySet<string> {
  const isOwn = ownClass(frames.map(({ function: name, file }) => ({ name, file })));
  const classes = frames
    .filter(({ function: name }) => isOwn({ name }))
    .map(({ function: name }) => name.replace(/\.[^.]+$/, ''));
  const named =
    kept?.class === undefined || !ownClass([{ name: kept.class, file: 'Class.java' }])({ name: kept.class })
      ? []
      : [kept.class];
  return new Set([...classes, ...named].map((name) => name.replace(/^.*\./, '').replace(/(?!^)\$.*$/, '')));
}

/** A link of the chain of a JVM: the value of an entry of a map whose keys are weak. */
const WEAK_VALUE = /\bWeakHashMap\$Entry\.value\b/;

function habitOf(texts: readonly string[]): Habit | undefined {
  return HABITS.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}

/** What keeps the objects is named by whoever declared it; the collections of the library come after those names. */
function habitOfHolder(holder: string | undefined, owner: string | undefined): Habit | undefined {
  if (holder === undefined) return undefined;
  const chain = holder.split(' → ');
  // What lies before the field that is named says nothing of the collection in it.
  const links = chain.slice(Math.max(0, owner === undefined ? 0 : chain.findIndex((link) => link.endsWith(owner))));
  const own = links.filter((link) => !LIBRARY_COLLECTION.test(link));
  return habitOf(own) ?? habitOf(links);
}

const LIBRARY_COLLECTION =
  /^(Concurrent|Linked|Tree|Weak|Identity|Enum)?(Hash)?(Map|Set|List|Array)\b|^Array(List|Deque)/;

function blockedOn(below: readonly string[]): BlockedOn | undefined {
  for (const { frames } of PROFILED) {
    const found = frames.blockedOn?.(below);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As the runtime that writes such files calls it; elsewhere the name carries its package. */
function named({ function: name, file }: Frame): string {
  for (const { frames } of PROFILED) {
    const found = frames.suspectName?.(name, file);
    if (found !== undefined) return found;
  }
  return shortName(name);
}
