import type { Random } from '../../score/random.ts';
import type { Run } from '../cluster/container-state.ts';
import type { WorldCase } from '../family.ts';
import type { Seconds } from '../law.ts';
import type { World } from '../simulate.ts';

/** Shortly after a restart: the new run has a handful of samples. */
const AFTER_RESTART: Seconds = 200;
const BEFORE_KILL: Seconds = 20;

/** Five moments of a world at which someone asks: mid-climb, shortly after a restart, just before a kill, at the end. */
export function momentsOf(worldCase: WorldCase, world: World, random: Random): readonly Seconds[] {
  if (worldCase.moments !== undefined) return worldCase.moments;
  const { start, end } = world.plan;
  const at = (share: number) => start + share * (end - start);
  const ended = world.runs.filter(
    (run) =>
      run.container === worldCase.target.container && run.workload === worldCase.target.workload && unplanned(run),
  );
  const kills = ended
    .flatMap((run) => (run.ended === undefined ? [] : [{ run, at: run.ended.at }]))
    .sort((a, b) => a.at - b.at);
  const first = kills[0];
  const middle = kills[Math.floor(kills.length / 2)];
  const last = kills.at(-1);
  if (first === undefined || middle === undefined || last === undefined)
    return [0.3, 0.5, 0.7, 0.85, 1].map((share) => at(share) - 1);
  const within = ({ run, at: killed }: { run: Run; at: Seconds }, share: number) =>
    run.started + share * (killed - run.started);
  const moments = [
    within(first, random.between(0.5, 0.75)),
    Math.min(end - 1, middle.at + AFTER_RESTART),
    within(last, random.between(0.45, 0.8)),
    last.at - BEFORE_KILL,
    end - 1,
  ];
  return moments.sort((a, b) => a - b);
}

function unplanned({ ended }: Run): boolean {
  return ended !== undefined && ended.reason !== 'replaced';
}
