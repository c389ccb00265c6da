import { escapeRegex } from '../foundation/escape-regex.ts';

/** The kinds of controller whose pods have names of different forms. */
export type OwnerKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';

/** A workload that a pod's name allows. */
export interface PossibleOwner {
  readonly kind: OwnerKind;
  readonly name: string;
}

/** The letters Kubernetes picks random suffixes from: no vowels, nothing that looks like another letter. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';
/** A template hash writes decimal digits with those letters, so it has only ten of them. */
const HASH = '[4-9bcdf]';

/** Characters of a name in Kubernetes (a DNS label, RFC 1123). */
const LONGEST_NAME = 63;
/** Characters. A generated name is cut here, before its five random letters. */
const LONGEST_BASE = LONGEST_NAME - 5;

/** What follows the workload's name in a pod's name. */
interface Form {
  readonly suffixes: readonly string[];
  /** What stands between two dashes before the random letters, where something does: one character, and how many at most. */
  readonly middle?: { readonly character: string; readonly most: number };
}

const FORMS: Readonly<Record<OwnerKind, Form>> = {
  // A hash is 10 letters long in 77 % of cases, 9 in 21 %, shorter than 7 in 0.02 %.
  Deployment: { suffixes: [`-${HASH}{7,10}-${RANDOM}{5}`], middle: { character: HASH, most: 10 } },
  // The minute a run was due; ten digits (seconds) before Kubernetes 1.21.
  CronJob: { suffixes: [`-[0-9]{8}(?:[0-9]{2})?-${RANDOM}{5}`], middle: { character: '[0-9]', most: 10 } },
  // An indexed Job numbers its pods.
  Job: { suffixes: [`-${RANDOM}{5}`, `-[0-9]+-${RANDOM}{5}`], middle: { character: '[0-9]', most: 6 } },
  StatefulSet: { suffixes: ['-[0-9]+'] },
  // A ReplicaSet without a Deployment names its pods the same way.
  DaemonSet: { suffixes: [`-${RANDOM}{5}`] },
};

/** From the most telling form to the least: whatever fits the first also fits the last. */
const KINDS: readonly OwnerKind[] = ['Deployment', 'CronJob', 'StatefulSet', 'Job', 'DaemonSet'];

/**
 * Whether a pod's name is one that a controller of this kind (any kind when left out) gives to the pods of the
 * workload. `api-worker-6d5f7c8b9-k2xqz` is not one of `api`.
 */
export function isPodOf(pod: string, workload: string, kind?: OwnerKind): boolean {
  const kinds = kind === undefined ? KINDS : [kind];
  return kinds.some((each) => new RegExp(`^(?:${patternOf(workload, each)})$`).test(pod));
}

/** The pods of a workload as an anchored RE2 pattern, for a label matcher. */
export function podPattern(workload: string, kinds: readonly OwnerKind[] = KINDS): string {
  return [...new Set(kinds.map((kind) => patternOf(workload, kind)))].join('|');
}

function patternOf(workload: string, kind: OwnerKind): string {
  const whole = FORMS[kind].suffixes.map((suffix) => `${escapeRegex(workload)}${suffix}`);
  const known = escapeRegex(workload.slice(0, LONGEST_BASE));
  return [...whole, ...cutBases(kind, workload.length).map((rest) => `${known}${rest}${RANDOM}{5}`)].join('|');
}

/** What is left after the workload's name in a base that was cut at its longest, for each place the cut may fall. */
function cutBases(kind: OwnerKind, nameLength: number): readonly string[] {
  if (kind === 'StatefulSet') return [];
  const left = LONGEST_BASE - nameLength;
  if (left <= 0) return [''];
  const { middle } = FORMS[kind];
  if (middle === undefined) return [];
  const { character, most } = middle;
  return [
    ...(left - 1 <= most ? [`-${character}{${left - 1}}`] : []),
    ...(left >= 3 && left - 2 <= most ? [`-${character}{${left - 2}}-`] : []),
  ];
}

/** The workloads that a pod's name allows, the likeliest first; empty for a pod that no controller named. */
export function possibleOwners(pod: string): readonly PossibleOwner[] {
  return KINDS.flatMap((kind) =>
    FORMS[kind].suffixes.flatMap((suffix) => {
      const name = new RegExp(`^(.+?)${suffix}$`).exec(pod)?.[1];
      return name === undefined || pod.length > LONGEST_NAME ? [] : [{ kind, name }];
    }),
  );
}

/** The likeliest workload of a pod; all runs of a CronJob are one workload. Undefined when no controller named it. */
export function likelyOwner(pod: string): PossibleOwner | undefined {
  return possibleOwners(pod)[0];
}

/** A CronJob names each of its Jobs after the minute it was due: `nightly-29381340` is a run of `nightly`. */
export function cronJobOf(job: string): string | undefined {
  return /^(.+)-\d{8}(?:\d{2})?$/.exec(job)?.[1];
}

/** A Deployment names each ReplicaSet after its template's hash: `api-7c9f8d6b5` is one of `api`. */
export function deploymentOf(replicaSet: string): string | undefined {
  return new RegExp(`^(.+)-${HASH}{7,10}$`).exec(replicaSet)?.[1];
}
