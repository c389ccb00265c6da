import type { Parcel } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { MINUTE, SECOND } from '../../measurement/duration.ts';
import type { Cause } from '../blocks/digest.ts';

/** What a storm of alerts is and how it is gathered. Set by hand; `npm run bench` shows how soon a storm is through. */
export const STORM = {
  /** Workloads, the worst ones. They have an opening of their own; what is behind them goes into a digest. */
  ownOpenings: 5,
  /** Openings in a queue. So many are no storm: at one a second they are through in seconds. */
  noStorm: 7,
  /** Workloads. Two that share a node are no news. */
  leastInCommon: 3,
  /** Workloads of a digest. As many lines with links stay below what Slack takes of one message. */
  mostInDigest: 80,
  /** A span. What comes later than this after a digest was begun is another storm. */
  digestOpenFor: 10 * MINUTE,
  /** A span without another alert. Senders that are not through post again within a second or two. */
  settlesFor: 2 * SECOND,
  /** A span from the first look at the storm: what comes later than that is not waited for to learn which workload is the worst. */
  settlesAtMost: 15 * SECOND,
  /** A span from the first look at the storm, for what came by `settlesAtMost` and is still to be taken up. */
  takesUpAtMost: MINUTE,
} as const;

const SEVERAL: Cause = { kind: 'several', name: '' };

/** What may have caused it, the most specific first. */
export function causesOf({ alerts, service }: Pick<Investigation, 'alerts' | 'service'>): readonly Cause[] {
  const { cluster, namespace } = service?.workload ?? {};
  const nodes = new Set(alerts.flatMap(({ node }) => node ?? []));
  const deploys = new Set(alerts.flatMap(({ deploy }) => deploy ?? []));
  return [
    ...[...nodes].map((name): Cause => ({ kind: 'node', name })),
    ...[...deploys].map((name): Cause => ({ kind: 'deploy', name })),
    ...(namespace === undefined
      ? []
      : [{ kind: 'namespace', name: cluster === undefined ? namespace : `${namespace} in ${cluster}` } as const]),
  ];
}

/** An opening that waits to be posted. */
export interface WaitingRoot {
  readonly parcel: Pick<Parcel, 'id' | 'investigation'>;
  readonly causes: readonly Cause[];
}

/** A digest of a storm that may go on; it takes workloads until it is full. */
export interface OpenDigest {
  readonly id: number;
  readonly cause: Cause;
  readonly members: number;
}

/** Openings that go into one digest: one that is open, or a new one that belongs to the first of them. */
export interface Gathering {
  readonly into: OpenDigest | undefined;
  readonly cause: Cause;
  readonly roots: readonly WaitingRoot['parcel'][];
}

/** Which digests a channel's waiting openings go into, the worst first: those that there are, and new ones. */
export function gather(roots: readonly WaitingRoot[], open: readonly OpenDigest[]): readonly Gathering[] {
  const gatherings: Gathering[] = [];
  let left = roots;
  for (const digest of open) {
    const fits = left.filter(({ causes }) => has(causes, digest.cause)).slice(0, STORM.mostInDigest - digest.members);
    if (fits.length === 0) continue;
    gatherings.push({ into: digest, cause: digest.cause, roots: fits.map(({ parcel }) => parcel) });
    left = left.filter((root) => !fits.includes(root));
  }
  // The storm of a digest that is full goes on in another one, however few come at a time.
  for (const { cause } of open.filter(({ members }) => members >= STORM.mostInDigest)) {
    const fits = left.filter(({ causes }) => has(causes, cause)).slice(0, STORM.mostInDigest);
    if (fits.length === 0) continue;
    gatherings.push({ into: undefined, cause, roots: fits.map(({ parcel }) => parcel) });
    left = left.filter((root) => !fits.includes(root));
  }
  while (left.length >= STORM.leastInCommon) {
    const cause = mostCommon(left);
    const fits = left.filter(({ causes }) => has(causes, cause)).slice(0, STORM.mostInDigest);
    gatherings.push({ into: undefined, cause, roots: fits.map(({ parcel }) => parcel) });
    left = left.filter((root) => !fits.includes(root));
  }
  return gatherings;
}

/** The cause that most of them share, of equal ones the most specific; several where it is too few. */
function mostCommon(roots: readonly WaitingRoot[]): Cause {
  const counts = new Map<string, { readonly cause: Cause; readonly count: number }>();
  for (const cause of roots.flatMap(({ causes }) => causes)) {
    counts.set(causeKey(cause), { cause, count: (counts.get(causeKey(cause))?.count ?? 0) + 1 });
  }
  const specific: readonly Cause['kind'][] = ['node', 'deploy', 'namespace'];
  const [best] = [...counts.values()].sort(
    (a, b) => b.count - a.count || specific.indexOf(a.cause.kind) - specific.indexOf(b.cause.kind),
  );
  return best === undefined || best.count < STORM.leastInCommon ? SEVERAL : best.cause;
}

function has(causes: readonly Cause[], { kind, name }: Cause): boolean {
  return kind === 'several' || causes.some((each) => each.kind === kind && each.name === name);
}

/** How a cause is named in a slot. */
export function causeKey({ kind, name }: Cause): string {
  return `${kind} ${name}`.trim();
}

export function readCause(key: string): Cause {
  const cut = key.indexOf(' ');
  const kind = cut < 0 ? key : key.slice(0, cut);
  return kind === 'node' || kind === 'deploy' || kind === 'namespace' ? { kind, name: key.slice(cut + 1) } : SEVERAL;
}
