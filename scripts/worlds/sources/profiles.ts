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

/** In use as of the last collection; a path's figure has the error that sampling makes. */
function heap({ state, time }: TakenProfile): Uint8Array {
  const random = randomOf(Math.round(time * 1000) % 2 ** 31);
  const samples = state.heap.map(({ stack, bytes, count }: Site) => {
    const seen = Math.max(0, bytes + random.normal() * Math.sqrt(bytes * SAMPLED_EVERY));
    const objects = bytes === 0 ? 0 : (count * seen) / bytes;
    return { stack, values: [objects * 3, seen * 3, objects, seen] };
  });
  return encodePprof(
    ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
    samples,
    time,
  );
}

function goroutines({ state, time }: TakenProfile): Uint8Array {
  return encodePprof(
    ['goroutine/count'],
    state.goroutines.map(({ stack, count }) => ({ stack, values: [count] })),
    time,
  );
}
