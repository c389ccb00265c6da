import { collectorCapturer } from '../adapters/collector/capturer.ts';
import type { TargetsStanding } from '../adapters/collector/collector.ts';
import type { VisitWatch } from '../adapters/collector/health-notes.ts';
import { collectorMetrics } from '../adapters/collector/metrics-source.ts';
import { collectorProfiles } from '../adapters/collector/profile-source.ts';
import { collectorWitness } from '../adapters/collector/witness.ts';
import { folderProfiles } from '../adapters/profile-folder/profile-source.ts';
import { type PrometheusApi, prometheusApi } from '../adapters/prometheus/api.ts';
import { selectorNaming } from '../adapters/prometheus/label-naming.ts';
import { prometheusMetrics } from '../adapters/prometheus/metrics-source.ts';
import { rememberedTargets } from '../adapters/prometheus/remembered-targets.ts';
import { activeTargets, ping } from '../adapters/prometheus/targets.ts';
import { unclaimedMemory } from '../adapters/prometheus/unclaimed-memory.ts';
import type { CollectorStores } from '../collection/stores.ts';
import { configuredTargets, scrapedTargets, type Target } from '../collection/target.ts';
import type { Settings } from '../config/settings.ts';
import { asking } from '../evidence/asked-at-once.ts';
import { joinedProfiles } from '../evidence/joined-profiles.ts';
import type { Capturer, GoroutineWitness, MetricsSource, ProfileSource } from '../evidence/ports.ts';
import { withPodStatus } from '../evidence/with-pod-status.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import { type Services, withDiscovered } from '../service/directory.ts';
import { type Service, workloadKey } from '../service/service.ts';
import type { SlackLog } from '../slack/app.ts';
import { ClusterPods } from './cluster-pods.ts';
import { EmbeddedCollector } from './embedded-collector.ts';
import { KnownServices } from './known-services.ts';
import { profileServer } from './profile-server.ts';
import { type SourceWatch, watchedMetrics, watchedProfiles } from './watched-sources.ts';

export interface SourcesContext {
  readonly stores: CollectorStores;
  readonly clock: Clock;
  readonly log: SlackLog;
  /** Counts what is asked, and how it went. */
  readonly watch?: (SourceWatch & VisitWatch) | undefined;
}

/** Where metrics and profiles come from, as the settings say. */
export interface Sources {
  readonly metrics: MetricsSource;
  readonly profiles: ProfileSource;
  readonly witness: GoroutineWitness;
  readonly capturer: Capturer;
  /** Configured services and those that Prometheus knows; a Prometheus that is unreachable leaves the configured ones. */
  readonly services: Services;
  /** Those of another time. Throws UnavailableError. */
  servicesDuring(range: TimeRange): Promise<readonly Service[]>;
  /** What selects the processes of which a label has this value. Throws UnavailableError. */
  selectorNaming(value: string, range: TimeRange): Promise<readonly LabelMatcher[] | undefined>;
  /** Memory that no service goes by, as a sentence. Throws UnavailableError. */
  unclaimedMemory(range: TimeRange): Promise<string | undefined>;
  /** Rejects where the source of metrics cannot be used; its error says what to do. */
  ask(): Promise<unknown>;
  /** The processes that the collector visits. */
  targets(): Promise<readonly Target[]>;
  /** How the collector's targets are; undefined where none runs. */
  standing(): TargetsStanding | undefined;
  /** Starts the embedded collector; ends with `close`. */
  startCollecting(): Promise<void>;
  close(): Promise<void>;
}

/** So many questions to one server at a time, of all investigations together: it has other users. */
const QUESTIONS = 16;

export async function connectSources(settings: Settings, context: SourcesContext): Promise<Sources> {
  const { stores, clock, log } = context;
  const prometheus = settings.prometheus && prometheusApi(credentialsOf(settings.prometheus, log));
  const known = new KnownServices(settings.services, { prometheus, clock, log });
  const pods = settings.kubernetes && new ClusterPods(settings, settings.kubernetes, context);
  const targets = targetsOf(settings, { prometheus, pods }, context);
  const collector = new EmbeddedCollector(settings, targets, context);
  return {
    metrics: metricsOf({ prometheus, pods }, context),
    profiles: await profilesOf(settings, context),
    witness: collectorWitness(stores.snapshots),
    capturer: collectorCapturer({ targets, captureNow: (...wish) => collector.captureNow(...wish) }),
    services: pods === undefined ? known.now : async (how) => withDiscovered(await known.now(how), pods.services()),
    servicesDuring: (range) => known.during(range),
    selectorNaming: (value, range) =>
      prometheus === undefined ? Promise.resolve(undefined) : selectorNaming(prometheus, value, range),
    unclaimedMemory: (range) =>
      prometheus === undefined ? Promise.resolve(undefined) : unclaimedMemory(prometheus, range),
    ask: () => (prometheus === undefined ? Promise.resolve() : ping(prometheus)),
    targets,
    standing: () => collector.standing(),
    async startCollecting() {
      await pods?.start();
      await collector.start();
    },
    async close() {
      await pods?.stop();
      await collector.stop();
    },
  };
}

/** Whoever lists processes, and knows how their containers end. */
interface Listing {
  readonly prometheus: PrometheusApi | undefined;
  readonly pods: ClusterPods | undefined;
}

function metricsOf({ prometheus, pods }: Listing, { stores, watch }: SourcesContext): MetricsSource {
  const own = collectorMetrics(stores.samples);
  if (prometheus === undefined) return watchedMetrics(own, 'collector', watch);
  const server = watchedMetrics(prometheusMetrics(prometheus), 'prometheus', watch);
  return pods === undefined ? server : withPodStatus(server, watchedMetrics(own, 'collector', watch));
}

async function profilesOf(
  { profiles, profileFolders }: Settings,
  { stores, log, watch }: SourcesContext,
): Promise<ProfileSource> {
  const server =
    profiles === undefined
      ? []
      : [watchedProfiles(asking(await profileServer(profiles), QUESTIONS), profiles.kind, watch)];
  const folders = profileFolders.map((folder) => watchedProfiles(folderProfiles(folder), 'folder', watch));
  return joinedProfiles(
    [...server, ...folders, watchedProfiles(collectorProfiles(stores.snapshots), 'collector', watch)],
    (source, error) => log.warn({ source, error: explain(error) }, 'a source of profiles is unreachable'),
  );
}

/** The processes that the collector visits: those that Prometheus knows, that leakbot.yaml names, and that ask for it. */
function targetsOf(
  settings: Settings,
  { prometheus, pods }: Listing,
  { clock, log }: SourcesContext,
): () => Promise<readonly Target[]> {
  const accessOf = (service: Service) => profileAccess(settings, service);
  const failed = (error: unknown, kept: number) =>
    log.warn(
      { error: explain(error), targets: kept },
      'Prometheus does not list its targets; the last known ones are used',
    );
  const scraped = prometheus && rememberedTargets(() => activeTargets(prometheus), { clock, failed });
  const options = { storeMetrics: prometheus === undefined, accessOf };
  const named = async () => {
    if (settings.services.length === 0) return [];
    const own = configuredTargets(settings.services, options);
    if (scraped === undefined) return own;
    // Only processes of services in leakbot.yaml: no one else asked to be profiled.
    return distinct([...scrapedTargets(settings.services, await scraped(), accessOf), ...own]);
  };
  if (pods === undefined) return named;
  return async () => {
    const known = await named();
    return distinct([...known, ...pods.targets(known, options)]);
  };
}

export function credentialsOf(source: NonNullable<Settings['prometheus']>, log: SlackLog) {
  return {
    url: source.url,
    token: source.token?.reveal(),
    username: source.username,
    password: source.password?.reveal(),
    orgId: source.orgId,
    onWarning: (warning: string) => log.warn({ warning }, 'Prometheus warns'),
  };
}

function profileAccess({ pprofAccess }: Settings, service: Service) {
  const access = pprofAccess.get(workloadKey(service.workload));
  return access && { ...access, token: access.token?.reveal(), password: access.password?.reveal() };
}

/** What Prometheus knows of a process goes before what leakbot.yaml says: its pod comes with it. */
function distinct(targets: readonly Target[]): readonly Target[] {
  const first = new Map<string, Target>();
  for (const target of targets) if (!first.has(target.instance)) first.set(target.instance, target);
  return [...first.values()];
}
