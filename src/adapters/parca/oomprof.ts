import type { SnapshotQuery } from '../../evidence/ports.ts';
import type { Instant } from '../../foundation/clock.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { Labels } from '../profile-server/labels.ts';

/** Profiles that the kernel's kill made (https://github.com/parca-dev/oomprof): of a node and a pid, of no pod. */
export const OF_OOMPROF = '{job="oomprof"}';

/** What is known of the process that was killed. */
export interface Killed {
  readonly kills: readonly Instant[];
  /** The label sets of its other profiles, which may carry node, pid and command. */
  readonly known: readonly Labels[];
  readonly workload: SnapshotQuery['workload'];
}

/** Why a profile of oomprof is of a process: the kill it was taken at, and what leaves doubt, if anything. */
export interface OomMatch {
  readonly kill: Instant;
  readonly doubt: string | undefined;
}

/** How far the time of a profile may lie from the kill that a metric reports, as spans. Set by hand. */
const FROM_THE_KILL = {
  /** Metrics report a kill by the second at best, by the scrape otherwise. */
  before: 15 * SECOND,
  /** The profile is sent once it is symbolised. */
  after: 60 * SECOND,
} as const;

/** The kernel cuts the names of commands. */
const COMM_LENGTH = 15;

/** Whether a profile taken at an OOM kill is of the process asked for; undefined when it is not, or nothing says so. */
export function matchKill(labels: Labels, time: Instant, { kills, known, workload }: Killed): OomMatch | undefined {
  const kill = nearest(kills, time);
  if (kill === undefined || labels['pod'] !== undefined) return undefined;
  const node = agreement(labels, known, 'node');
  const pid = agreement(labels, known, 'pid');
  if (node === 'no') return undefined;
  if (node === 'yes' && pid === 'yes') return { kill, doubt: undefined };
  const names = [workload?.container, workload?.name, ...known.map((set) => set['comm'])];
  const command = labels['comm'];
  const called = names.some((name) => name !== undefined && name.slice(0, COMM_LENGTH) === command);
  if (!called) return undefined;
  const by = node === 'yes' ? 'node, time and command name' : 'time and command name';
  return { kill, doubt: `taken at the kill, matched by ${by} only: oomprof reports no pod` };
}

/** Whether the process's other profiles agree on a label; `unknown` where they do not have it. */
function agreement(labels: Labels, known: readonly Labels[], name: string): 'yes' | 'no' | 'unknown' {
  const reported = known.map((set) => set[name]).filter((value) => value !== undefined);
  if (reported.length === 0 || labels[name] === undefined) return 'unknown';
  return reported.includes(labels[name]) ? 'yes' : 'no';
}

function nearest(kills: readonly Instant[], time: Instant): Instant | undefined {
  return kills
    .filter((kill) => time >= kill - FROM_THE_KILL.before && time <= kill + FROM_THE_KILL.after)
    .sort((a, b) => Math.abs(a - time) - Math.abs(b - time))[0];
}
