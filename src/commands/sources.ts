import { collectorCapturer } from '../adapters/collector/capturer.ts';
import { collectorMetrics } from '../adapters/collector/metrics-source.ts';
import { collectorProfiles } from '../adapters/collector/profile-source.ts';
import { RunningCollector } from '../adapters/collector/running-collector.ts';
import { collectorWitness } from '../adapters/collector/witness.ts';
import { processEndpoint } from '../adapters/pprof-endpoint/process-endpoint.ts';
import { prometheusApi } from '../adapters/prometheus/api.ts';
import { prometheusMetrics } from '../adapters/prometheus/metrics-source.ts';
import { rememberedTargets } from '../adapters/prometheus/remembered-targets.ts';
import { activeTargets, ping } from '../adapters/prometheus/targets.ts';
import type { CollectorStores } from '../collection/stores.ts';
import { configuredTargets, scrapedTargets, type Target } from '../collection/target.ts';
import type { Settings } from '../config/settings.ts';
import { asking } from '../evidence/asked-at-once.ts';
import { joinedProfiles } from '../evidence/joined-profiles.ts';
import type { Capturer, GoroutineWitness, MetricsSource, ProfileSource } from '../evidence/ports.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Services } from '../service/directory.ts';
import { type Service, workloadKey } from '../service/service.ts';
import type { SlackLog } from '../slack/app.ts';
import { KnownServices } from './known-services.ts';
import { profileServer } from './profile-server.ts';

export interface SourcesContext {
  readonly stores: CollectorStores;
  readonly clock: Clock;
  readonly log: SlackLog;
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
  /** Rejects where the source of metrics cannot be used; its error says what to do. */
  ask(): Promise<unknown>;
  /** The processes that the collector visits. */
  targets(): Promise<readonly Target[]>;
  /** Starts the embedded collector; ends with `close`. */
  startCollecting(): void;
  close(): Promise<void>;
}

/** So many questions to one server at a time, of all investigations together: it has other users. */
const QUESTIONS = 16;

export function connectSources(settings: Settings, { stores, clock, log }: SourcesContext): Sources {
  const prometheus = settings.prometheus && prometheusApi(credentialsOf(settings.prometheus, log));
  const accessOf = (service: Service) => profileAccess(settings, service);
  const known = new KnownServices(settings.services, { prometheus, clock, log });

  async function targets(): Promise<readonly Target[]> {
    if (settings.services.length === 0) return [];
    const own = configuredTargets(settings.services, { storeMetrics: prometheus === undefined, accessOf });
    // Only processes of services in leakbot.yaml: no one else asked to be profiled.
    return scraped === undefined
      ? own
      : distinct([...scrapedTargets(settings.services, await scraped(), accessOf), ...own]);
  }

  const scraped =
    prometheus &&
    rememberedTargets(() => activeTargets(prometheus), {
      clock,
      failed: (error, kept) =>
        log.warn(
          { error: explain(error), targets: kept },
          'Prometheus does not list its targets; the last known ones are used',
        ),
    });

  let collector: RunningCollector | undefined;
  return {
    metrics: prometheus === undefined ? collectorMetrics(stores.samples) : prometheusMetrics(prometheus),
    profiles: joinedProfiles(
      [
        ...(settings.profiles === undefined ? [] : [asking(profileServer(settings.profiles), QUESTIONS)]),
        collectorProfiles(stores.snapshots),
      ],
      (source, error) => log.warn({ source, error: explain(error) }, 'a source of profiles is unreachable'),
    ),
    witness: collectorWitness(stores.snapshots),
    capturer: collectorCapturer({
      targets,
      async captureNow(...wish) {
        if (collector === undefined) throw new UnavailableError('the collector does not run', { retryable: true });
        return collector.captureNow(...wish);
      },
    }),
    services: known.now,
    servicesDuring: (range) => known.during(range),
    ask: () => (prometheus === undefined ? Promise.resolve() : ping(prometheus)),
    targets,
    startCollecting() {
      if (settings.services.length === 0) return;
      collector = new RunningCollector({
        stores,
        endpoint: processEndpoint(),
        targets,
        clock,
        every: settings.collector.every,
        limits: settings.collector,
        onError: (error) => log.error({ error: explain(error) }, 'the collector failed'),
        onOdd: (target, what) => log.warn({ target, what }, 'a target says what cannot be true: it is not believed'),
      });
    },
    close: async () => collector?.stop(),
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
