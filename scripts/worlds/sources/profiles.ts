import type { GoroutineWitness, ProfileSource } from '../../../src/evidence/ports.ts';
import { KiB } from '../../../src/measurement/bytes.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import { randomOf } from '../../score/random.ts';
import type { Site } from '../programs/program.ts';
import type { TakenProfile } from '../simulate.ts';
import { encodePprof } from './pprof.ts';

/** Go's MemProfileRate: one sample for so many bytes allocated, scaled up in the profile. */
const SAMPLED_EVERY = 512 * KiB;

/** A world's profiles as a profile server keeps them: one profile of one process each. */
export function worldProfiles(taken: readonly TakenProfile[]): ProfileSource {
  const byId = new Map(taken.map((profile, index) => [String(index), profile]));
  return {
    name: 'Pyroscope at http://pyroscope:4040',
    snapshots: ({ kind, instances, range }) =>
      Promise.resolve(
        [...byId]
          .flatMap(([id, { time, pod, processStart, state }]) => {
            const at = time * SECOND;
            if (!instances.includes(pod) || at < range.from || at > range.to) return [];
            if (state.heap.length === 0 && kind === 'heap') return [];
            return [
              {
                source: 'Pyroscope at http://pyroscope:4040',
                id: `${kind}/${id}`,
                kind,
                instance: pod,
                time: at,
                processStart: processStart * SECOND,
              },
            ];
          })
          .sort((a, b) => a.time - b.time),
      ),
    read: ({ id, kind }) => {
      const profile = byId.get(id.split('/')[1] ?? '');
      if (profile === undefined) throw new RangeError(`no profile ${id}`);
      return Promise.resolve(kind === 'heap' ? heap(profile) : goroutines(profile));
    },
  };
}

/** What Go's `goroutineleak` profile said of a process, as the collector keeps it. */
export function worldWitness(taken: readonly TakenProfile[]): GoroutineWitness {
  return {
    testimony: ({ instances, range, processStart }) => {
      const latest = taken.findLast(
        (profile) =>
          instances.includes(profile.pod) &&
          profile.time * SECOND >= range.from &&
          profile.time * SECOND <= range.to &&
          (processStart === undefined || Math.abs(profile.processStart * SECOND - processStart) < 2 * SECOND),
      );
      const sites = latest?.state.leaked;
      if (latest === undefined || sites === undefined) return Promise.resolve({ texts: [] });
      const samples = sites.map(({ stack, count }) => ({ stack, values: [count] }));
      const bytes = encodePprof(['goroutineleak/count'], samples, latest.time);
      return Promise.resolve({ leaked: { time: latest.time * SECOND, bytes }, texts: [] });
    },
  };
}

/** In use as of the last collection, as sampling sees it. */
function heap({ state, time, processStart }: TakenProfile): Uint8Array {
  const samples = state.heap.map(({ stack, bytes, count }: Site) => {
    const seen = sampled(bytes, hashOf(`${processStart} ${stack.join(' ')}`));
    const objects = bytes === 0 ? 0 : (count * seen) / bytes;
    return { stack, values: [objects * 3, seen * 3, objects, seen] };
  });
  const types = ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'];
  return encodePprof(types, samples, time);
}

/**
 * What sampling makes of so many bytes: the samples taken, each standing for the mean distance between two. An object is
 * sampled when it is allocated and stays so: what does not grow has the same error in every profile of its process.
 */
function sampled(bytes: number, seed: number): number {
  const random = randomOf(seed);
  let samples = 0;
  for (let reached = 0; ; samples += 1) {
    reached += -Math.log(1 - random.between(0, 1)) * SAMPLED_EVERY;
    if (reached > bytes) return samples * SAMPLED_EVERY;
  }
}

function hashOf(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
}

function goroutines({ state, time }: TakenProfile): Uint8Array {
  return encodePprof(
    ['goroutine/count'],
    state.goroutines.map(({ stack, count }) => ({ stack, values: [count] })),
    time,
  );
}
