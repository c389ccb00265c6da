import { distance } from 'fastest-levenshtein';
import { isPodOf, podPattern } from './pod-owner.ts';
import { runPattern } from './run-pods.ts';
import { type Service, type Workload, workloadKey } from './service.ts';

/**
 * The services there are. `known` answers at once with what was known before; `fresh` asks the sources again where the
 * answer could be old; by default only a first discovery is waited for.
 */
export interface Services {
  (how?: 'known' | 'fresh'): Promise<readonly Service[]>;
  /** Why there are none, and what to do, as a sentence; absent where no source was to be asked. */
  readonly whyNone?: (() => string | undefined) | undefined;
}

/** What a name that someone typed may mean. */
export type Lookup =
  | { readonly kind: 'found'; readonly service: Service }
  /** The same name in several clusters or namespaces. */
  | { readonly kind: 'several'; readonly services: readonly Service[] }
  | { readonly kind: 'unknown'; readonly near: readonly Service[] };

/**
 * `markets-api`, `prod/markets-api` or `eu-1/prod/markets-api`: as much as is needed to distinguish services. A container
 * that is not named like its workload is part of the name: `prod/markets-api:envoy`.
 */
export function fullName({ workload }: Pick<Service, 'workload'>): string {
  const { name, container } = workload;
  const own = container === undefined || container === name ? name : `${name}:${container}`;
  return pathOf(workload, own);
}

function pathOf({ cluster, namespace }: Workload, name: string): string {
  return [cluster, namespace, name].filter((part) => part !== undefined).join('/');
}

/** The same of a workload; without a container all of them are meant. */
export function nameOfWorkload(workload: Workload): string {
  return fullName({ workload });
}

/** Finds a service by what people type: its name, or its name after namespace and cluster. */
export function lookUp(services: readonly Service[], typed: string): Lookup {
  const wanted = typed.trim().toLowerCase();
  const matching = answering(services, wanted);
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { kind: 'found', service: only };
  if (matching.length > 1) return { kind: 'several', services: matching };
  return { kind: 'unknown', near: nearest(services, wanted) };
}

/** Each service that a text names as a whole word: `markets-api-worker` does not name `markets-api`. */
export function namedIn(services: readonly Service[], text: string): readonly Service[] {
  const words = new Set(
    text
      .toLowerCase()
      .match(/[\w./:-]+/g)
      ?.map(trimmed),
  );
  const named = [...words].flatMap((word) => {
    const whole = answering(services, word);
    return whole.length > 0 ? whole : word.split(/[/:]/).flatMap((part) => answering(services, trimmed(part)));
  });
  return [...new Set(named)];
}

/** The first word of a text that is the name of one of the service's pods. */
export function podNamedIn({ workload }: Service, text: string): string | undefined {
  const words = text
    .toLowerCase()
    .match(/[a-z0-9.-]+/g)
    ?.map(trimmed);
  return words?.find((word) => isPodOf(word, workload.name.toLowerCase()));
}

/** A word without the full stop, colon or dash at its ends. */
function trimmed(word: string): string {
  return word.replace(/^[./:-]+|[./:-]+$/g, '');
}

/** The services that a name in lower case means. A full name means only its own, however many others end with it. */
function answering(services: readonly Service[], wanted: string): readonly Service[] {
  if (wanted === '') return [];
  const named = services.map((service) => ({
    service,
    names: [fullName(service).toLowerCase(), pathOf(service.workload, service.workload.name).toLowerCase()] as const,
  }));
  const found = [
    named.filter(({ names: [full] }) => full === wanted),
    named.filter(({ names: [, path] }) => path === wanted),
    named.filter(({ names }) => names.some((name) => name.endsWith(`/${wanted}`))),
    named.filter(({ service }) => hasPod(service, wanted)),
    named.filter(({ service: { workload } }) => pathOf(workload, workload.container ?? '').toLowerCase() === wanted),
    named.filter(({ service: { workload } }) => workload.container?.toLowerCase() === wanted),
  ].find((tier) => tier.length > 0);
  return mainContainers(found?.map(({ service }) => service) ?? []);
}

/** Whether a name, after the namespace where one is given, is that of a pod of the service. */
function hasPod({ workload }: Service, wanted: string): boolean {
  const { namespace, name } = workload;
  const parts = wanted.split('/');
  const pod = parts.at(-1) ?? '';
  const within = parts.at(-2);
  return (within === undefined || within === namespace?.toLowerCase()) && isPodOf(pod, name.toLowerCase());
}

/** Of a workload's containers its name means the one that has the same name, where there is one; the others are named in full. */
function mainContainers(services: readonly Service[]): readonly Service[] {
  const byWorkload = Map.groupBy(services, ({ workload }) => pathOf(workload, workload.name));
  return [...byWorkload.values()].flatMap((containers) => {
    const main = containers.filter(({ workload: { name, container = name } }) => container === name);
    return main.length === 1 ? main : containers;
  });
}

/** Configured services, and those discovered ones that none of them stands for already. */
export function withDiscovered(configured: readonly Service[], discovered: readonly Service[]): readonly Service[] {
  const stoodFor = ({ workload }: Service) => configured.some((known) => agrees(known.workload, workload));
  return [...configured, ...discovered.filter((service) => !stoodFor(service))];
}

/** At most five services whose name resembles what was typed, most alike first. */
function nearest(services: readonly Service[], wanted: string): readonly Service[] {
  const scored = services.map((service) => {
    const name = service.workload.name.toLowerCase();
    const part = wanted.length >= 3 && (name.includes(wanted) || wanted.includes(name));
    return { service, score: part ? 0 : distance(name, wanted) / Math.max(name.length, wanted.length, 1) };
  });
  const alike = scored.filter(({ score }) => score <= 0.5).sort((a, b) => a.score - b.score);
  return alike.slice(0, 5).map(({ service }) => service);
}

/**
 * The service that an alert's workload belongs to: the known one that agrees in every part both name, else one made
 * from the labels alone. A side-car's container keeps its own selector.
 */
export function serviceOf(services: readonly Service[], workload: Workload): Service {
  const agreeing = agreeingWith(services, workload);
  const exact = agreeing.find((service) => workloadKey(service.workload) === workloadKey(workload));
  return exact ?? agreeing[0] ?? fromLabels(workload);
}

/** All that agree in every part that both name: where a part is not named there may be several. */
export function agreeingWith(services: readonly Service[], workload: Workload): readonly Service[] {
  return services.filter((service) => agrees(service.workload, workload));
}

function agrees(known: Workload, alerted: Workload): boolean {
  if (known.name !== alerted.name) return false;
  const same = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  const container = known.container ?? known.name;
  return (
    same(known.cluster, alerted.cluster) &&
    same(known.namespace, alerted.namespace) &&
    same(container, alerted.container)
  );
}

function fromLabels(workload: Workload): Service {
  const label = (name: string, value: string | undefined) =>
    value === undefined ? [] : [{ label: name, op: '=' as const, value }];
  return {
    workload,
    selector: [
      ...label('cluster', workload.cluster),
      ...label('namespace', workload.namespace),
      ...label('container', workload.container ?? workload.name),
      ...ownPods(workload),
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  };
}

/** A container that is not named like its workload (`app`, a side-car) may run in others' pods too. */
function ownPods({ name, container }: Workload): Service['selector'] {
  if (container === undefined || container === name) return [];
  return [
    {
      label: 'pod',
      op: '=~',
      value: [podPattern(name), runPattern(name, container)].filter((each) => each !== '').join('|'),
    },
  ];
}
