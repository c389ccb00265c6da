import { randomBytes, randomUUID } from 'node:crypto';

/** What the invented deployment is called. Only the names are invented: every figure comes from a process. */
export const DEPLOYMENT = {
  cluster: 'eu-1',
  namespace: 'prod',
  name: 'markets-api',
  container: 'markets-api',
  node: 'node-a1',
  repository: 'https://github.com/acme/markets',
  registry: 'registry.acme.example/markets-api',
} as const;

export interface Release {
  /** A full Git commit id, as the image is labelled with it. */
  readonly revision: string;
  readonly version: string;
  /** The pod-template hash in the ReplicaSet's name. */
  readonly hash: string;
  /** Ends of the pods' names; the first pod is the busiest. */
  readonly suffixes: readonly string[];
}

export const PREVIOUS: Release = {
  revision: '9e01b7c52a6d40f3b8e1975c0d64ab2f7c3e8819',
  version: '2.13.4',
  hash: '5c6d7f9b84',
  suffixes: ['t8wqd', 'r2fzn', 'g9kcx', 'v4lsb', 'd7hpm', 'z6jqt', 'f5vrw', 'n3bkx'],
};

export const CURRENT: Release = {
  revision: '4f2c1a96be03d7718c5e24f90a6d3b18e7c5a02d',
  version: '2.14.0',
  hash: '7d9f8b6c5',
  suffixes: ['x2xkf', 'k7pvd', 'm4tq8', 'b9wzc', 'h6rgn', 'c5nlj', 's8dfv', 'w2qmt'],
};

export const MOST_PODS = CURRENT.suffixes.length;

export function replicaSetOf(release: Release): string {
  return `${DEPLOYMENT.name}-${release.hash}`;
}

export function imageOf(release: Release): string {
  return `${DEPLOYMENT.registry}:${release.revision.slice(0, 7)}`;
}

export const newContainerId = (): string => randomBytes(32).toString('hex');
export const newPodUid = (): string => randomUUID();
