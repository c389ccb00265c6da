import type { Instant } from '../foundation/clock.ts';
import { OUTSIDE_HEAP } from '../runtime/question-plan.ts';
import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';
import { OF_AGENT } from './jfr/holder.ts';
import { stackOf } from './stacks.ts';

/** What grew on a path besides where it was allocated, by the labels that a JVM's samples carry. */
export interface Kept {
  /** The class of the objects: `byte[]`. */
  readonly class?: string | undefined;
  /** Where objects of several classes grew there: what each did, the largest first, in the unit of the comparison. */
  readonly made?: readonly (readonly [type: string, grown: number])[] | undefined;
  /** What keeps them, from the root: `static Quotes.CACHE → HashMap.table → Quote.payload`. */
  readonly holder?: string | undefined;
  /** When that was seen, where the later profile does not show it: by an earlier one. */
  readonly asOf?: Instant | undefined;
  /** No chain leads to any of them, in a recording that has one for most other objects: chains pass no soft or weak reference. */
  readonly unheld?: true | undefined;
}

/** Classes of one path that are worth keeping: a line makes a few. A choice. */
const MOST_CLASSES = 8;

const LABELS = ['class', 'holder'] as const;
type Label = (typeof LABELS)[number];

type Side = 'base' | 'current';

/** By class, by holder, what grew; the empty text where a sample has no such label. */
type GrowthOfKept = Map<string, Map<string, number>>;

/**
 * By path: the class that most of its growth has, of its current samples where nothing grew, and the holder that most of
 * that class has: what keeps objects of another class says nothing of these. Undefined where no sample has either label:
 * nearly always, so that it is found out first.
 */
export function keptOn(
  alignment: Alignment,
  pathOf: Readonly<Record<Side, Int32Array>>,
): ((path: number) => Kept | undefined) | undefined {
  const byPath = new Map<number, GrowthOfKept>();
  const chains = new Chains();
  const lengths = new Lengths();
  const shownNow = new Set<string>();
  for (const side of ['base', 'current'] as const) {
    const labels = labelsOf(alignment[side]);
    if (labels === undefined) continue;
    const { column, merged, profile } = alignment[side];
    profile.samples.stackOf.forEach((stack, sample) => {
      const path = pathOf[side][stack] ?? NO_BUCKET;
      const value = path === NO_BUCKET ? 0 : column.ofSample(sample) / merged;
      if (value === 0) return;
      const { class: type = '', holder: written = '' } = Object.fromEntries(labels(sample));
      // Held, by what is of no interest: what else keeps it the chain does not show.
      const holder = written === OF_AGENT ? '' : lengths.without(written);
      if (type === '' && holder === '') return;
      if (side === 'current') {
        chains.add(path, { held: written !== '', value });
        shownNow.add(keyOf(path, type, holder));
      }
      const ofPath = byPath.get(path) ?? new Map<string, Map<string, number>>();
      const ofClass = ofPath.get(type) ?? new Map<string, number>();
      ofClass.set(holder, (ofClass.get(holder) ?? 0) + (side === 'base' ? -value : value));
      byPath.set(path, ofPath.set(type, ofClass));
    });
  }
  if (byPath.size === 0) return undefined;
  return (path) => {
    const ofPath = byPath.get(path);
    if (ofPath === undefined) return undefined;
    const grown = [...ofPath].map(([name, holders]) => [name, sumOf(holders)] as const);
    const type = largest(grown);
    const made = grown.filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1]);
    const holders = [...(ofPath.get(type ?? '') ?? [])];
    const now = largest(holders.filter(([name]) => shownNow.has(keyOf(path, type ?? '', name))));
    const holder = lengths.text(now ?? largest(holders));
    const asOf = now === undefined && holder !== undefined ? alignment.base.profile.time : undefined;
    return {
      class: type,
      holder: holder ?? (type === BUFFERS ? holderOfBuffers(alignment, pathOf.current, path) : undefined),
      ...(asOf === undefined ? {} : { asOf }),
      ...(made.length < 2 || alignment.sampleType.type !== WHOLE_CHAINS ? {} : { made: made.slice(0, MOST_CLASSES) }),
      ...(alignment.sampleType.type === WHOLE_CHAINS && chains.missOnly(path) ? { unheld: true as const } : {}),
    };
  };
}

/** The length of an array in a chain: `byte[640][]`. */
const LENGTH = /\[\d+\]/g;

/** Chains without the lengths of arrays in them: those of one field are one chain, and a length that differs bounds nothing. */
class Lengths {
  readonly #written = new Map<string, Set<string>>();

  without(holder: string): string {
    const plain = holder.replaceAll(LENGTH, '[]');
    this.#written.set(plain, (this.#written.get(plain) ?? new Set()).add(holder));
    return plain;
  }

  /** With them, where all have the same. */
  text(plain: string | undefined): string | undefined {
    const [first, ...more] = (plain === undefined ? undefined : this.#written.get(plain)) ?? [];
    return more.length === 0 ? (first ?? plain) : plain;
  }
}

function keyOf(path: number, type: string, holder: string): string {
  return `${path}\0${type}\0${holder}`;
}

/** Others look for chains for a bounded time: what they did not find in it may be held all the same. */
const WHOLE_CHAINS = 'old_object_samples';

/** How much of each path a chain leads to, and how much none does. */
class Chains {
  readonly #of = new Map<number, { held: number; not: number }>();
  readonly #all = { held: 0, not: 0 };

  add(path: number, { held, value }: { readonly held: boolean; readonly value: number }): void {
    const known = this.#of.get(path) ?? { held: 0, not: 0 };
    this.#of.set(path, known);
    for (const sum of [known, this.#all]) sum[held ? 'held' : 'not'] += value;
  }

  /** Whether a path has no chain, while most of what is on others has one. */
  missOnly(path: number): boolean {
    const { held = 0, not = 0 } = this.#of.get(path) ?? {};
    return held === 0 && not > 0 && this.#all.held > this.#all.not - not;
  }
}

/** The class that the agent of `manifest/jvm` gives memory outside the heap which buffers refer to. */
const BUFFERS = 'direct buffers';
/** The objects on the heap that refer to it: whatever keeps them keeps it. */
const OF_BUFFER = /^java\.nio\.Direct\w*Buffer/;

/** The sample types to read for a comparison of these: what keeps memory outside the heap lies in it. */
export function readFor(sampleTypes: readonly string[]): readonly string[] {
  return sampleTypes.includes(OUTSIDE_HEAP) ? [...sampleTypes, 'inuse_space'] : sampleTypes;
}

/** What keeps the buffers whose memory was allocated on a path, by the objects that the same line allocated with it. */
function holderOfBuffers({ current: side, originOf }: Alignment, pathOf: Int32Array, path: number): string | undefined {
  const { profile, frames } = side;
  const labels = labelsOf(side);
  const lineOf = (stack: number) => {
    const frame = stackOf(profile, frames, stack).find((each) => originOf(each.function) === 'application');
    return frame === undefined ? undefined : `${frame.function}:${frame.line}`;
  };
  const own = lineOf(pathOf.indexOf(path));
  const holders = new Map<string, number>();
  profile.samples.stackOf.forEach((stack, sample) => {
    const { class: type = '', holder } = Object.fromEntries(labels?.(sample) ?? []);
    if (holder === undefined || !OF_BUFFER.test(type) || own === undefined || lineOf(stack) !== own) return;
    holders.set(holder, (holders.get(holder) ?? 0) + 1);
  });
  return largest([...holders]);
}

function sumOf(holders: ReadonlyMap<string, number>): number {
  return holders.values().reduce((sum, value) => sum + value, 0);
}

/** The name of the largest figure, the first of equal ones; what has no name is none. */
function largest(figures: readonly (readonly [string, number])[]): string | undefined {
  const named = figures.filter(([name]) => name !== '');
  const [first, ...more] = named;
  return first && more.reduce((best, each) => (each[1] > best[1] ? each : best), first)[0];
}

/** The labels of a sample that are of interest; undefined where no sample has any. */
export function labelsOf({ profile }: AlignedSide): ((sample: number) => [Label, string][]) | undefined {
  const { strings, samples } = profile;
  const { key, text, start } = samples.labels;
  const named = new Map<number, Label | undefined>();
  let before = -1;
  for (const index of key) {
    // Mostly there is one label only.
    if (index === before || named.has(index)) continue;
    before = index;
    const name = strings.at(index);
    named.set(
      index,
      LABELS.find((label) => label === name),
    );
  }
  if (!named.values().some((label) => label !== undefined)) return undefined;
  return (sample) => {
    const found: [Label, string][] = [];
    for (let at = start[sample] ?? 0; at < (start[sample + 1] ?? 0); at++) {
      const label = named.get(key[at] ?? 0);
      if (label !== undefined && text[at] !== 0) found.push([label, strings.at(text[at] ?? 0)]);
    }
    return found;
  };
}
