import { randomBytes, randomUUID } from 'node:crypto';

/** Where the invented deployments run. Only the names are invented: every figure comes from a process. */
export const CLUSTER = { cluster: 'eu-1', namespace: 'prod', node: 'node-a1' } as const;

const REGISTRY = 'registry.acme.example';

/** One state of a program that is rolled out. */
export interface Release {
  /** The deployment's name, which is the container's, too. */
  readonly workload: string;
  /** A full Git commit id, as the image is labelled with it. */
  readonly revision: string;
  readonly version: string;
  /** The pod-template hash in the ReplicaSet's name. */
  readonly hash: string;
  /** Ends of the pods' names; the first pod is the busiest. */
  readonly suffixes: readonly string[];
}

/** The healthy state and the one with the fault, by whose names their pods can be distinguished. */
export interface Releases {
  readonly previous: Release;
  readonly current: Release;
  /** The fault is fixed again; of programs that have a scenario in which it is. */
  readonly fixed?: Release;
}

const PREVIOUS_PODS = ['t8wqd', 'r2fzn', 'g9kcx', 'v4lsb', 'd7hpm', 'z6jqt', 'f5vrw', 'n3bkx'];
const CURRENT_PODS = ['x2xkf', 'k7pvd', 'm4tq8', 'b9wzc', 'h6rgn', 'c5nlj', 's8dfv', 'w2qmt'];

const FIXED_PODS = ['q8wvz', 'j4mxd', 'l9tcg', 'p6zbn', 'v2kfh', 'r7sdq', 'z5lxm', 'g3nwt'];

export const MOST_PODS = CURRENT_PODS.length;

type RunningRelease = Pick<Release, 'revision' | 'version' | 'hash'>;

export function releasesOf(
  workload: string,
  previous: RunningRelease,
  current: RunningRelease,
  fixed?: RunningRelease,
): Releases {
  return {
    previous: { workload, ...previous, suffixes: PREVIOUS_PODS },
    current: { workload, ...current, suffixes: CURRENT_PODS },
    ...(fixed && { fixed: { workload, ...fixed, suffixes: FIXED_PODS } }),
  };
}

export function replicaSetOf(release: Release): string {
  return `${release.workload}-${release.hash}`;
}

export function imageOf(release: Release): string {
  return imageNamed(release.workload, release.revision.slice(0, 7));
}

export function imageNamed(name: string, tag: string): string {
  return `${REGISTRY}/${name}:${tag}`;
}

export const newContainerId = (): string => randomBytes(32).toString('hex');
export const newPodUid = (): string => randomUUID();
