import { matching } from '../../collection/matches.ts';
import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { canonicalLabels, IDENTITY_ATTRIBUTES, IDENTITY_LABELS } from './label-styles.ts';

type Labels = Readonly<Record<string, string>>;

/** The metric in which OpenTelemetry’s resource attributes stand where they are not on every series. */
export const TARGET_INFO = 'target_info';

/**
 * The labels that a process’s series share with its `target_info`. Where a collector that is scraped without
 * `honor_labels` exposes both, its own job and instance stand there, and those meant have a prefix. Servers that hold
 * several clusters tell them apart by a label of their own.
 */
export const JOINED: readonly string[] = ['cluster', 'job', 'instance', 'exported_job', 'exported_instance'];

/** Which pods the processes are that have only a job and an instance. */
export interface TargetInfo {
  /** Those of processes that the matchers select by their pod, as matchers for their own series; none without such a process. */
  selectors(matchers: readonly LabelMatcher[]): readonly (readonly LabelMatcher[])[];
  /** Labels with what `target_info` adds to them. */
  completed(labels: Labels): Labels;
}

/** Longer than this, the instances of a job are not named one by one: all of the job is read, and what is meant kept. */
const LONGEST_ALTERNATION = 1200;

/** What the labels of `target_info`, as the server wrote them, say. */
export function targetInfoOf(series: readonly Labels[]): TargetInfo {
  const known = identities(series);

  function selectors(matchers: readonly LabelMatcher[]): readonly (readonly LabelMatcher[])[] {
    const { identity, rest } = dividedByIdentity(matchers);
    if (identity.length === 0 || known.size === 0) return [];
    const selected = matching(identity);
    const its = [...known.values()].filter((entry) => selected(entry.identity)).map(({ joined }) => joined);
    // Those with an `exported_job` and those without are asked for apart: each names its labels otherwise.
    const byShape = Map.groupBy(its, (joined) => Object.keys(joined).join());
    return [...byShape.values()].map((alike) => [...rest, ...valuesOf(alike)]);
  }

  return {
    selectors,
    completed: (labels) => {
      const attributes = known.get(keyOf(labels))?.attributes;
      return attributes === undefined ? labels : { ...labels, ...attributes };
    },
  };
}

/** The part of matchers that is about a pod, which `target_info` may know, and the rest. */
export function dividedByIdentity(matchers: readonly LabelMatcher[]) {
  const isIdentity = ({ label }: LabelMatcher) => (IDENTITY_LABELS as readonly string[]).includes(label);
  return { identity: matchers.filter(isIdentity), rest: matchers.filter((matcher) => !isIdentity(matcher)) };
}

interface Known {
  readonly joined: Labels;
  /** By the labels of other exporters. */
  readonly identity: Labels;
  /** The same as OpenTelemetry names it. */
  readonly attributes: Labels;
}

/** By what they are joined by. Processes that share job and instance cannot be told apart: those are left out. */
function identities(series: readonly Labels[]): ReadonlyMap<string, Known> {
  const known = new Map<string, Known | undefined>();
  for (const labels of series) {
    if (!namesPod(labels)) continue;
    const canonical = canonicalLabels(labels);
    const [identity, attributes] = [pick(canonical, IDENTITY_LABELS), pick(canonical, IDENTITY_ATTRIBUTES)];
    const key = keyOf(labels);
    const before = known.get(key);
    const differs = known.has(key) && JSON.stringify(before?.identity) !== JSON.stringify(identity);
    known.set(key, differs ? undefined : { joined: pick(labels, JOINED), identity, attributes });
  }
  return new Map([...known].flatMap(([key, entry]) => (entry === undefined ? [] : [[key, entry] as const])));
}

/** The jobs whose processes `target_info` cannot tell apart, for want of a `service.instance.id`. */
export function ambiguousJobs(series: readonly Labels[]): readonly string[] {
  const alike = Map.groupBy(series.filter(namesPod), keyOf);
  const jobs = [...alike.values()].flatMap((each) => {
    const pods = new Set(each.map((labels) => canonicalLabels(labels)['pod']));
    const job = each[0]?.['exported_job'] ?? each[0]?.['job'];
    return pods.size > 1 && job !== undefined ? [job] : [];
  });
  return [...new Set(jobs)].sort();
}

function namesPod(labels: Labels): boolean {
  return (labels['k8s_pod_name'] ?? labels['k8s.pod.name'] ?? '') !== '';
}

function valuesOf(alike: readonly Labels[]): readonly LabelMatcher[] {
  return Object.keys(alike[0] ?? {}).flatMap((label): readonly LabelMatcher[] => {
    const values = [...new Set(alike.map((labels) => labels[label] ?? ''))].sort();
    if (values.length === 1) return [{ label, op: '=', value: values[0] ?? '' }];
    const value = values.map(escapeRegex).join('|');
    return value.length > LONGEST_ALTERNATION ? [] : [{ label, op: '=~', value }];
  });
}

function keyOf(labels: Labels): string {
  return JSON.stringify(pick(labels, JOINED));
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]] as const] : [])));
}
