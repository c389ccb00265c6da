import { formatBytes, GiB } from '../../src/measurement/bytes.ts';
import type { Figure } from './figure.ts';
import type { Soak } from './soaked.ts';

/** The limit of manifest/kubernetes/leakbot.yaml. */
const MEMORY_LIMIT = GiB;

/** A soak that is shorter settles nothing about memory; one that grows is seen all the same. */
const MINUTES_FOR_A_VERDICT = 10;

interface Goal {
  readonly goal: string;
  /** Undefined where the run was too short to say. */
  readonly met: boolean | undefined;
  readonly because: string;
}

/** What a soak has to show, each with its verdict; one that is missed fails the benchmark. */
export function soakGoals(soaked: Soak): readonly Figure[] {
  return goalsOf(soaked).map(({ goal, met, because }) => ({
    name: `goal: ${goal}`,
    text: `${met === undefined ? 'not judged' : met ? 'met' : 'MISSED'}: ${because}`,
    missed: met === false,
  }));
}

function goalsOf(soaked: Soak): readonly Goal[] {
  const { gestures, withoutThread, largestStore, storeBound, exitStatus } = soaked;
  const most = Math.max(...soaked.memory);
  return [
    memoryGoal(soaked),
    { goal: 'memory within the limit', met: most < MEMORY_LIMIT, because: beside(most, MEMORY_LIMIT) },
    { goal: 'store within its bound', met: largestStore <= storeBound, because: beside(largestStore, storeBound) },
    none('no unhandled rejection', soaked.unhandled),
    {
      goal: 'no gesture lost',
      met: soaked.lostGestures === 0 && gestures.acknowledged > 0,
      because: `${soaked.lostGestures} of ${gestures.acknowledged} acknowledged`,
    },
    {
      goal: 'a thread for each service that fired',
      met: withoutThread.length === 0,
      because: withoutThread.length === 0 ? `${soaked.threads} threads` : `none for ${withoutThread.join(', ')}`,
    },
    none('everything delivered', soaked.undelivered),
    { goal: 'ends in order', met: exitStatus === 0, because: `exit status ${exitStatus}` },
  ];
}

function memoryGoal({ minutes, warm: { growing, headline } }: Soak): Goal {
  const goal = 'memory flat, by Leakbot itself';
  if (growing === 'unclear' && minutes < MINUTES_FOR_A_VERDICT) {
    return { goal, met: undefined, because: `${minutes} minutes are too few (${headline})` };
  }
  return { goal, met: growing === 'no', because: `grows: ${growing} (${headline})` };
}

function none(goal: string, exceptions: number): Goal {
  return { goal, met: exceptions === 0, because: `${exceptions} exceptions` };
}

function beside(figure: number, bound: number): string {
  return `${formatBytes(figure)} of ${formatBytes(bound)}`;
}
