import { distance } from 'fastest-levenshtein';
import { type Service, type Workload, workloadKey } from './service.ts';

/** What a name that somebody typed may mean. */
export type Lookup =
  | { readonly kind: 'found'; readonly service: Service }
  /** The same name in several clusters or namespaces. */
  | { readonly kind: 'several'; readonly services: readonly Service[] }
  | { readonly kind: 'unknown'; readonly near: readonly Service[] };

/** `markets-api`, `prod/markets-api` or `eu-1/prod/markets-api`: as much as is needed to tell services apart. */
export function fullName({ workload }: Service): string {
  return [workload.cluster, workload.namespace, workload.name].filter((part) => part !== undefined).join('/');
}

/** Finds a service by what people type: its name, or its name after namespace and cluster. */
export function lookUp(services: readonly Service[], typed: string): Lookup {
  const wanted = typed.trim().toLowerCase();
  const matching = services.filter((service) => answersTo(service, wanted));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { kind: 'found', service: only };
  if (matching.length > 1) return { kind: 'several', services: matching };
  return { kind: 'unknown', near: nearest(services, wanted) };
}

function answersTo(service: Service, wanted: string): boolean {
  const full = fullName(service).toLowerCase();
  return full === wanted || full.endsWith(`/${wanted}`);
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
  const agreeing = services.filter((service) => agrees(service.workload, workload));
  const exact = agreeing.find((service) => workloadKey(service.workload) === workloadKey(workload));
  return exact ?? agreeing[0] ?? fromLabels(workload);
}

function agrees(known: Workload, alerted: Workload): boolean {
  const same = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  const container = known.container ?? known.name;
  return (
    known.name === alerted.name &&
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
  return [{ label: 'pod', op: '=~', value: `${name.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')}-.+` }];
}
