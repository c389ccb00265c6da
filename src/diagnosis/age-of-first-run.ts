import { DAY, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { chosenPod, type Observation } from './observation.ts';

/** A run that lasted this many times as long shows how one goes on. */
const LONGER = 1.2;
/** One that ended shows what it came to, if it lasted this share of the time. */
const HALF_AS_LONG = 0.5;

/**
 * The age of the run of the chosen pod where it is the first that was seen: nothing was killed, no run of the service lasted
 * longer, and so none shows whether what fills stops by itself. Undefined where one does, or its start is not known.
 */
export function ageOfFirstRun(observation: Observation): Milliseconds | undefined {
  const run = chosenPod(observation)?.lifetimes.at(-1);
  const age = run?.end === 'running' ? ageOf(run) : undefined;
  if (run === undefined || age === undefined || age >= DAY) return undefined;
  const others = observation.pods.flatMap(({ lifetimes }) => lifetimes).filter((life) => life !== run);
  const killed = observation.pods.some(({ kills }) => kills.length > 0);
  const outlived = others.some((life) => {
    const share = life.end === 'running' ? LONGER : HALF_AS_LONG;
    return (ageOf(life) ?? life.to - life.from) >= share * age;
  });
  return killed || outlived ? undefined : age;
}

function ageOf({ from, to, startedAt, startSeen }: Lifetime): Milliseconds | undefined {
  const start = startedAt ?? (startSeen === true ? from : undefined);
  return start === undefined ? undefined : to - start;
}
