import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleStore } from '../../src/collection/sample-store.ts';
import type { SnapshotStore } from '../../src/collection/snapshot-store.ts';
import type { ProfileKind } from '../../src/evidence/ports.ts';
import type { Milliseconds } from '../../src/measurement/duration.ts';
import type { Series } from '../../src/metrics/series.ts';
import type { Runtime, Service } from '../../src/service/service.ts';
import { unpackSeries } from '../lab/record/series-file.ts';

const RECORDINGS = fileURLToPath(new URL('../../test/fixtures/recordings/', import.meta.url));

/** What a lab run left behind: real series, profiles and webhook calls of a service that leaked. */
export interface Recording {
  readonly scenario: string;
  readonly title: string;
  readonly finding: string;
  readonly recordedAt: string;
  readonly service: {
    readonly name: string;
    readonly cluster: string;
    readonly namespace: string;
    readonly container: string;
    readonly runtime: Runtime;
    readonly revision: string;
    readonly repository: string;
    /** Where the image was built, when file names do not say. */
    readonly root?: string;
  };
  readonly range: { readonly from: number; readonly to: number };
  readonly webhooks: readonly { readonly receivedAt: number; readonly body: RecordedWebhook }[];
  readonly snapshots: readonly RecordedSnapshot[];
}

interface RecordedWebhook {
  readonly status: string;
  readonly alerts: readonly { readonly startsAt: string; readonly endsAt: string }[];
}

interface RecordedSnapshot {
  readonly time: number;
  readonly pod: string;
  readonly target: string;
  readonly kind: ProfileKind;
  readonly file: string;
  readonly processStart: number;
}

/** The scenarios there are recordings of; the first one is the usual. */
export function scenarios(): readonly string[] {
  const names = readdirSync(RECORDINGS).sort();
  return ['heap-leak', ...names.filter((name) => name !== 'heap-leak')];
}

export function readRecording(scenario: string): Recording {
  return JSON.parse(readFileSync(join(RECORDINGS, scenario, 'recording.json'), 'utf8')) as Recording;
}

/** The recorded service as leakbot.yaml would describe it. */
export function recordedService({ service }: Recording): Service {
  const { cluster, namespace, name, container, runtime, repository, root } = service;
  return {
    workload: { cluster, namespace, name, container },
    runtime,
    selector: [
      { label: 'namespace', op: '=', value: namespace },
      { label: 'container', op: '=', value: container },
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
    repository: { url: repository, root },
  };
}

/** Metrics whose value is a moment in seconds: they move with the samples' own times. Zero is no moment. */
const MOMENTS = /(_start_time_seconds|_last_terminated_timestamp|_created|_last_gc_time_seconds)$/;

/** The recorded series, as if they had been scraped `shift` later than they were. */
export function recordedSeries({ scenario }: Recording, shift: Milliseconds): readonly Series[] {
  const recorded = unpackSeries(readFileSync(join(RECORDINGS, scenario, 'series.json.gz')));
  return recorded.map(({ labels: { __name__: metric = '', ...labels }, samples }) => ({
    metric,
    labels,
    times: Float64Array.from(samples, ([time]) => time + shift),
    values: Float64Array.from(samples, ([, value]) =>
      MOMENTS.test(metric) && value > 0 ? value + shift / 1000 : value,
    ),
  }));
}

/** Puts a recording into the collector's store as if it had happened `shift` later than it did. */
export async function replay(
  recording: Recording,
  stores: {
    readonly samples: Pick<SampleStore, 'importSamples'>;
    readonly snapshots: Pick<SnapshotStore, 'addSnapshot'>;
  },
  shift: Milliseconds,
): Promise<void> {
  await stores.samples.importSamples(recordedSeries(recording, shift));
  for (const { time, pod, target, kind, file, processStart } of recording.snapshots) {
    await stores.snapshots.addSnapshot({
      instance: new URL(target).host,
      pod,
      kind,
      time: time + shift,
      processStart: processStart + shift,
      profile: readFileSync(join(RECORDINGS, recording.scenario, file)),
    });
  }
}

/** The first call of Alertmanager in the recording, as if it had come `shift` later. */
export function recordedAlert(recording: Recording, shift: Milliseconds): unknown {
  const firing = recording.webhooks.find(({ body }) => body.status === 'firing');
  if (firing === undefined) return undefined;
  const later = (time: string) => (time.startsWith('0001') ? time : new Date(Date.parse(time) + shift).toISOString());
  const alerts = firing.body.alerts.map((alert) => ({
    ...alert,
    startsAt: later(alert.startsAt),
    endsAt: later(alert.endsAt),
  }));
  return { ...firing.body, alerts };
}
