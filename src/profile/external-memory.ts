import type { Profile } from './profile.ts';

/**
 * As the profilers of Node.js call the memory that V8 counts outside its heap, which Buffers and ArrayBuffers are of
 * (@datadog/pprof and the package it stems from, and what is pushed by them): one sample of `process.memoryUsage().external`
 * among those of the heap, without a line.
 */
const EXTERNAL = '(external)';

/** What a comparison calls it. */
export const EXTERNAL_MEMORY = 'Buffers and ArrayBuffers, outside the heap of V8';

/** A heap profile in two: what lies in the heap, and the one sample of what lies outside. */
export interface ExternalApart {
  readonly heap: Profile;
  readonly outside: Profile;
}

/** Whether a profile has that sample. */
export function hasExternal(profile: Profile): boolean {
  return externalFunctions(profile).size > 0;
}

/** Of a profile without that sample nothing lies outside. */
export function externalApart(profile: Profile): ExternalApart {
  const external = externalStacks(profile, externalFunctions(profile));
  const of = (outside: boolean): Profile => {
    const { samples, sampleTypes } = profile;
    const values = samples.values.slice();
    for (let sample = 0; sample < samples.count; sample++) {
      if (external.has(samples.stackOf[sample] ?? 0) === outside) continue;
      values.fill(
        (values instanceof BigInt64Array ? 0n : 0) as never,
        sample * sampleTypes.length,
        (sample + 1) * sampleTypes.length,
      );
    }
    return { ...profile, samples: { ...samples, values } };
  };
  return { heap: of(false), outside: of(true) };
}

/** A function of the service may have any name, but it lies in a file. */
function externalFunctions({ functions, strings }: Profile): ReadonlySet<number> {
  const found = new Set<number>();
  for (let index = 0; index < functions.count; index++) {
    const name = functions.name[index] ?? 0;
    if (!strings.startsWith(name, EXTERNAL) || strings.at(name) !== EXTERNAL) continue;
    if (strings.at(functions.file[index] ?? 0) === '') found.add(index);
  }
  return found;
}

/** The stacks whose leaf it is. */
function externalStacks(
  { samples: { stacks }, locations }: Profile,
  functions: ReadonlySet<number>,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (let stack = 0; stack < stacks.count; stack++) {
    const leaf = stacks.start[stack] ?? 0;
    if (leaf === stacks.start[stack + 1]) continue;
    const line = locations.lineStart[stacks.locations[leaf] ?? 0] ?? 0;
    if (functions.has(locations.lineFunction[line] ?? -1)) found.add(stack);
  }
  return found;
}
