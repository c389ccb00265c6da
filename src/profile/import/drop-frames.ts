import type { Locations, Profile, Stacks } from '../profile.ts';

type Test = (functionName: string) => boolean;

/**
 * Cuts off the frames that a profile declares uninteresting (`drop_frames`, less `keep_frames`) with all that they
 * called, as pprof does before it reports: allocators below `malloc`, for instance. Both sides of a comparison are cut
 * by the current one's patterns. A pattern that is no regular expression cuts nothing, as in pprof.
 *
 * The patterns have RE2's syntax and come with the file: they are matched by an engine that cannot be made to
 * backtrack without end, which is loaded only for profiles that have any.
 */
export async function withoutDroppedFrames(
  profile: Profile,
  patterns: { readonly dropFrames: string; readonly keepFrames: string },
): Promise<Profile> {
  if (patterns.dropFrames === '') return profile;
  const drops = await dropTest(patterns);
  return drops === undefined ? profile : prune(profile, drops);
}

async function dropTest(patterns: { dropFrames: string; keepFrames: string }): Promise<Test | undefined> {
  const { RE2JS, RE2JSException } = await import('re2js');
  try {
    const drop = RE2JS.compile(`^(${patterns.dropFrames})$`);
    const keep = patterns.keepFrames === '' ? undefined : RE2JS.compile(`^(${patterns.keepFrames})$`);
    return (name) => drop.matcher(name).find() && keep?.matcher(name).find() !== true;
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** A location that pruning leaves as it is. */
const KEEP = 0;
/** A location of which pruning cuts what it called. */
const CUT_BELOW = 1;
/** A location that pruning cuts with what it called. */
const CUT = 2;

function prune(profile: Profile, drops: Test): Profile {
  const dropped = droppedFunctions(profile, drops);
  const { locations, fate } = pruneLocations(profile.locations, dropped);
  const stacks = pruneStacks(profile.samples.stacks, fate);
  return { ...profile, locations, samples: { ...profile.samples, stacks } };
}

function droppedFunctions({ functions, strings }: Profile, drops: Test): Uint8Array {
  return Uint8Array.from(functions.name, (index) => {
    const name = strings.at(index);
    return name !== '' && drops(withoutArguments(name)) ? 1 : 0;
  });
}

/** C++ names come with their argument lists: patterns are written without. */
function withoutArguments(name: string): string {
  const plain = name.replace(/^\./, '');
  for (const match of plain.matchAll(/\(anonymous namespace\)|operator\(\)|\(/g)) {
    if (match[0] === '(') return plain.slice(0, match.index);
  }
  return plain;
}

/** A dropped call that was inlined takes with it, of its location, only what it called itself. */
function pruneLocations(locations: Locations, dropped: Uint8Array): { locations: Locations; fate: Uint8Array } {
  const fate = new Uint8Array(locations.count);
  const lineStart = new Uint32Array(locations.count + 1);
  const lineFunction = new Uint32Array(locations.lineFunction.length);
  const lineNumber = new Float64Array(locations.lineNumber.length);
  let length = 0;
  for (let location = 0; location < locations.count; location++) {
    const to = locations.lineStart[location + 1] ?? 0;
    let from = locations.lineStart[location] ?? 0;
    let line = to - 1;
    while (line >= from && dropped[locations.lineFunction[line] ?? 0] === 0) line--;
    if (line >= from) {
      fate[location] = line === to - 1 ? CUT : CUT_BELOW;
      if (line < to - 1) from = line + 1;
    }
    for (let kept = from; kept < to; kept++, length++) {
      lineFunction[length] = locations.lineFunction[kept] ?? 0;
      lineNumber[length] = locations.lineNumber[kept] ?? 0;
    }
    lineStart[location + 1] = length;
  }
  return { locations: { ...locations, lineStart, lineFunction, lineNumber }, fate };
}

/** From the root inwards; nothing is cut before the first frame that is of interest, lest nothing remain. */
function pruneStacks({ count, start, locations }: Stacks, fate: Uint8Array): Stacks {
  const keptStart = new Uint32Array(count + 1);
  const keptLocations = locations.slice();
  let length = 0;
  for (let stack = 0; stack < count; stack++) {
    const from = start[stack] ?? 0;
    const to = start[stack + 1] ?? 0;
    for (let kept = firstKept(locations.subarray(from, to), fate); from + kept < to; kept++, length++) {
      keptLocations[length] = locations[from + kept] ?? 0;
    }
    keptStart[stack + 1] = length;
  }
  return { count, start: keptStart, locations: keptLocations.subarray(0, length) };
}

function firstKept(stack: ArrayLike<number>, fate: Uint8Array): number {
  let foundInteresting = false;
  for (let entry = stack.length - 1; entry >= 0; entry--) {
    const what = fate[stack[entry] ?? 0] ?? KEEP;
    if (what === KEEP) foundInteresting = true;
    else if (foundInteresting) return what === CUT ? entry + 1 : entry;
  }
  return 0;
}
