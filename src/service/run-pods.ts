import { escapeRegex } from '../foundation/escape-regex.ts';

/** What containers are called that say nothing of the program in them. */
const SAYS_NOTHING =
  /^(?:main|base|build|helper|app|application|container|container-?\d|default|job|task|run|runner|server|service|worker|spark-kubernetes-(?:driver|executor))$/;

/** The letters of a generated name in Kubernetes. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]{5}';
/** Airflow puts eight letters and digits behind a task; without a digit they may as well be a word of its name. */
const OF_A_TASK = `-(?:${Array.from({ length: 8 }, (_, letters) => `[a-z]{${letters}}[0-9][a-z0-9]{${7 - letters}}`).join('|')})`;
const OF_SPARK = '-[0-9a-f]{16}-(?:exec-[0-9]+|driver)';
const OF_GITLAB = '-concurrent-[0-9]+[a-z0-9-]*';
/** Argo Workflows writes a hash in decimal digits, which are more than any StatefulSet numbers. */
const HASH = '-[0-9]{6,10}';

/**
 * What a pod that no controller named is a run of: its name without what is the run's own, as Airflow, Spark, GitLab’s runner
 * and Argo Workflows write it; else its name, where its container's says nothing. Undefined where its container names it.
 */
export function runOf(pod: string, container: string | undefined): string | undefined {
  const run =
    new RegExp(`^(.+)${OF_SPARK}$`).exec(pod) ?? new RegExp(`^(runner-.+-project-\\d+)${OF_GITLAB}$`).exec(pod);
  if (run?.[1] !== undefined) return run[1];
  const [, flow, step = ''] = new RegExp(`^(.+?)-(?:${RANDOM}|\\d{10})(-.+)?${HASH}$`).exec(pod) ?? [];
  if (flow !== undefined && (container === 'main' || container === 'wait')) return `${flow}${step}`;
  if (container === 'base') return new RegExp(`^(.+)${OF_A_TASK}$`).exec(pod)?.[1];
  return undefined;
}

/** The name of a pod that is no run of anything and whose container's name says nothing. */
export function nameOfBare(pod: string, container: string | undefined): string | undefined {
  return container !== undefined && SAYS_NOTHING.test(container) ? pod : undefined;
}

/** The pods of what {@link runOf} and {@link nameOfBare} name so, as an RE2 pattern; empty where the container names them. */
export function runPattern(name: string, container: string | undefined): string {
  if (container === undefined || !SAYS_NOTHING.test(container)) return '';
  const escaped = escapeRegex(name);
  if (container === 'base') return `${escaped}|${escaped}${OF_A_TASK}`;
  if (container.startsWith('spark-')) return `${escaped}|${escaped}${OF_SPARK}`;
  if (name.startsWith('runner-')) return `${escaped}|${escaped}${OF_GITLAB}`;
  return container === 'main' ? [escaped, ...flows(name)].join('|') : escaped;
}

/** Where the name of a workflow ends and that of its step begins is not known: at any of the dashes, or there is no step. */
function flows(name: string): readonly string[] {
  const parts = name.split('-');
  return parts.map((_, index) => {
    const [flow, step] = [parts.slice(0, index + 1), parts.slice(index + 1)].map((each) => escapeRegex(each.join('-')));
    return `${flow}-(?:${RANDOM}|[0-9]{10})${step === '' ? '' : `-${step}`}${HASH}`;
  });
}
