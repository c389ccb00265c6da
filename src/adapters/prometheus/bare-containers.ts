import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { LabelMatcher } from '../../metrics/series.ts';

type Labels = Readonly<Record<string, string>>;

/** Nomad's driver for Docker calls a container after its task and its allocation. */
const OF_ALLOCATION = '-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** What container runtimes call a container for themselves. */
const GENERATED = '[0-9a-f]{12,64}|k8s_.*';

/**
 * What a series of cAdvisor is of, where no label of a scheduler says it: its container by the name that it was run
 * with, else a unit of systemd or another cgroup. Two machines may run containers of one name: the pod says which.
 */
export function bareContainer({ id = '', name = '', instance }: Labels) {
  if (!id.startsWith('/')) return undefined;
  const called = new RegExp(`^(?:${GENERATED}|)$`).test(name) ? undefined : name;
  const task = called && new RegExp(`^(.+)${OF_ALLOCATION}$`).exec(called)?.[1];
  if (called !== undefined && task !== undefined) return { container: task, pod: called };
  const container =
    called ??
    id
      .split('/')
      .at(-1)
      ?.replace(/\.service$/, '');
  if (container === undefined || container === '') return undefined;
  return { container, pod: instance === undefined ? container : `${container}${ON}${instance}` };
}

const ON = ' on ';

/** Series that no label of Kubernetes names. */
const OUTSIDE: readonly LabelMatcher[] = [
  ...['pod', 'container', 'pod_name', 'exported_pod', 'k8s_pod_name', 'kubernetes_pod_name', 'k8s_pod'],
].map((label) => ({ label, op: '=', value: '' }));

/** Selects containers with a name that someone gave them. */
export const NAMED_BARE: readonly LabelMatcher[] = [...OUTSIDE, { label: 'name', op: '!~', value: `|${GENERATED}` }];
/** Selects units of systemd: every machine has many that are no service of a team. */
export const UNITS: readonly LabelMatcher[] = [
  ...OUTSIDE,
  { label: 'name', op: '=', value: '' },
  { label: 'id', op: '=~', value: '/.+[.]service' },
];

/**
 * Selections of such series by what a query says of a container; what an answer holds besides is left to whoever reads
 * {@link bareContainer}. None where the query is about a pod of Kubernetes, whose namespace it names.
 */
export function bareSelections(matchers: readonly LabelMatcher[]): readonly (readonly LabelMatcher[])[] {
  const positive = (label: string) => matchers.find((one) => one.label === label && !one.op.startsWith('!'));
  const [container, pod] = [positive('container'), positive('pod')];
  const rest = matchers.filter(({ label }) => label !== 'container' && label !== 'pod');
  if (positive('namespace') !== undefined || container?.value === '' || pod?.op === '=~') return [];
  if (container === undefined) {
    const selects = rest.some(({ op }) => !op.startsWith('!'));
    return selects ? [[...rest, ...OUTSIDE, { label: 'id', op: '!=', value: '' }]] : [];
  }
  const host = pod?.value.split(ON)[1];
  const around = [
    ...rest,
    ...OUTSIDE,
    ...(host === undefined ? [] : [{ label: 'instance', op: '=', value: host } as const]),
  ];
  const called = container.op === '=' ? escapeRegex(container.value) : `(?:${container.value})`;
  return [
    [...around, { label: 'name', op: '=~', value: `${called}(?:${OF_ALLOCATION})?` }],
    [
      ...around,
      { label: 'name', op: '=', value: '' },
      { label: 'id', op: '=~', value: `/(?:.*/)?${called}[.]service` },
    ],
  ];
}
