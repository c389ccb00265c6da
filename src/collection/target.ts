import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { podOf } from '../metrics/pod-label.ts';
import { type Service, workloadKey } from '../service/service.ts';
import { matching } from './matches.ts';
import { accessTo, type ProfileAccess } from './profile-access.ts';

/** One process that the collector visits. Its address comes from settings or from Prometheus, never from an alert. */
export interface Target {
  /** `host:port` of the metrics address; equal for every visit of the same process address. */
  readonly instance: string;
  /** The `workloadKey` of its service. */
  readonly workload: string;
  readonly metricsUrl: string;
  /** The address that `/heap` and `/goroutine` are appended to. */
  readonly profilesUrl: string;
  readonly access?: ProfileAccess | undefined;
  /** The class histogram of a JVM, where someone asked for it. */
  readonly classHistogram?: { readonly url: string; readonly every: Milliseconds } | undefined;
  /** What the stored series carry beside their own labels, `instance` included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly memoryLimit?: Bytes | undefined;
  /** False where Prometheus keeps the metrics anyway: they are then read only to time the profiles. */
  readonly storeMetrics: boolean;
}

/** A process that Prometheus scrapes. */
export interface ScrapedProcess {
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The pod, where discovery reports it although no label does. */
  readonly pod?: string | undefined;
  /** Whether Prometheus can read it. */
  readonly health?: 'up' | 'down' | 'unknown' | undefined;
}

/** The names a process of this target may go by in a query for snapshots: its pod first, its `host:port`. */
export function namesOf(target: Target): readonly string[] {
  const pod = podOf(target.labels);
  return pod === undefined || pod === target.instance ? [target.instance] : [pod, target.instance];
}

/** The configured targets of services; one address named twice is visited once. */
export function configuredTargets(
  services: readonly Service[],
  options: { readonly storeMetrics: boolean; readonly accessOf?: (service: Service) => ProfileAccess | undefined },
): readonly Target[] {
  const targets = services.flatMap((service) =>
    service.targets.map((address) =>
      targetOf(
        service,
        { scrapeUrl: joined(address, service.metricsPath), labels: labelsOf(service) },
        {
          ...options,
          access: options.accessOf?.(service),
        },
      ),
    ),
  );
  return [...new Map(targets.map((target) => [target.instance, target])).values()];
}

/**
 * The processes of known services among those that Prometheus scrapes, for a collector that keeps only their
 * profiles: the labels that Prometheus gave them (pod, container) come with them.
 */
export function scrapedTargets(
  services: readonly Service[],
  processes: readonly ScrapedProcess[],
  accessOf?: (service: Service) => ProfileAccess | undefined,
  { storeMetrics }: { readonly storeMetrics: boolean } = { storeMetrics: false },
): readonly Target[] {
  const tests = services.map((service) => ({ service, test: matching(service.selector) }));
  const targets = processes.flatMap((process) => {
    const found = tests.find(({ service, test }) => service.selector.length > 0 && test(process.labels));
    if (found === undefined || !URL.canParse(process.scrapeUrl)) return [];
    const named = process.pod === undefined ? process.labels : { pod: process.pod, ...process.labels };
    const access = accessOf?.(found.service);
    const asked = { ...process, profilesUrl: profilesUrl(found.service.pprofPath, process.scrapeUrl, access) };
    const target = targetOf(
      found.service,
      { ...process, labels: named },
      { storeMetrics, access: accessTo(asked, found.service, access) },
    );
    return [{ target, preference: preferenceOf(process, found.service) }];
  });
  const best = [...targets].sort((a, b) => b.preference - a.preference).map(({ target }) => target);
  return oneEach(
    oneEach(best, ({ instance }) => instance),
    ({ profilesUrl }) => profilesUrl,
  );
}

/** Several scrape pools may hold one process: the one that answers, then the one at the service's own path. */
function preferenceOf({ health, scrapeUrl }: ScrapedProcess, service: Service): number {
  return (health === 'down' ? 0 : 2) + (new URL(scrapeUrl).pathname === service.metricsPath ? 1 : 0);
}

/** The first of each key: one address of profiles is one process, however many ports of it are scraped. */
function oneEach(targets: readonly Target[], keyOf: (target: Target) => string): readonly Target[] {
  const first = new Map<string, Target>();
  for (const target of targets) if (!first.has(keyOf(target))) first.set(keyOf(target), target);
  return [...first.values()];
}

function targetOf(
  service: Service,
  process: ScrapedProcess,
  options: { readonly storeMetrics: boolean; readonly access?: ProfileAccess | undefined },
): Target {
  const metrics = new URL(process.scrapeUrl);
  return {
    instance: metrics.host,
    workload: workloadKey(service.workload),
    metricsUrl: metrics.href,
    profilesUrl: profilesUrl(service.pprofPath, process.scrapeUrl, options.access).href,
    access: options.access,
    classHistogram: service.classHistogram && {
      url: profilesUrl(service.classHistogram.path, process.scrapeUrl, options.access).href,
      every: service.classHistogram.every,
    },
    labels: { instance: metrics.host, ...process.labels },
    memoryLimit: service.memoryLimit,
    storeMetrics: options.storeMetrics,
  };
}

function profilesUrl(path: string, scrapeUrl: string, access: ProfileAccess | undefined): URL {
  const url = new URL(joined(new URL(scrapeUrl).origin, path));
  if (access?.tls !== undefined) url.protocol = 'https:';
  if (access?.port !== undefined) url.port = String(access.port);
  return url;
}

/** The labels that make a service's own selector find what the collector stored for it. */
function labelsOf(service: Service): Readonly<Record<string, string>> {
  const { cluster, namespace, name, container } = service.workload;
  const exact = service.selector.filter(({ op }) => op === '=').map(({ label, value }) => [label, value] as const);
  return {
    job: name,
    service: name,
    container: container ?? name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(cluster === undefined ? {} : { cluster }),
    ...Object.fromEntries(exact),
  };
}

function joined(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
