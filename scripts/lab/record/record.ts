import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, MINUTE, type Milliseconds, SECOND } from '../../../src/measurement/duration.ts';
import { CLUSTER } from '../cluster/names.ts';
import { type LabOptions, startLab } from '../lab.ts';
import { type ScenarioName, TIMINGS } from '../scenario.ts';
import { startCaptures } from './captures.ts';
import { recordedSelector } from './recorded-metrics.ts';
import type { Recording, SnapshotEntry } from './recording.ts';
import { readSeries } from './series.ts';
import { packSeries } from './series-file.ts';
import { type Capture, thin } from './thinning.ts';
import { startWebhookSink } from './webhook-sink.ts';

export interface RecordOptions extends LabOptions {
  readonly duration: Milliseconds;
  /** The folder of the recording; what was in it is replaced at the end. */
  readonly out: string;
  readonly command: string;
  /** Ends the recording early, and keeps what there is. */
  readonly enough: AbortSignal;
}

type Defaults = Required<Pick<LabOptions, 'pace' | 'rollOutAfterMs' | 'pods'>> &
  Pick<RecordOptions, 'duration' | 'scrapeIntervalMs'>;

const USUAL: Defaults = { pace: 'medium', duration: 11 * MINUTE, rollOutAfterMs: 2 * MINUTE, pods: 4 };

const OTHERWISE: Readonly<Partial<Record<ScenarioName, Partial<Defaults>>>> = {
  // What the demo plays first.
  'heap-leak': { pace: 'slow', duration: 41 * MINUTE, rollOutAfterMs: 3 * MINUTE, pods: 6 },
  // Two waves before the roll-out and more than three after it.
  'load-driven': { duration: 13 * MINUTE, rollOutAfterMs: 5 * MINUTE },
  // Leakbot looks at a fix half an hour after it was rolled out.
  'fix-rolled-out': { duration: 42 * MINUTE, pods: 3, scrapeIntervalMs: 10 * SECOND },
};

/** How each scenario is recorded unless set: long enough for several lives after the roll-out. */
export function recordingDefaults(scenario: ScenarioName): Defaults {
  return { ...USUAL, ...OTHERWISE[scenario] };
}

/** Runs a scenario and keeps what a Leakbot would have been able to see of it. */
export async function record(options: RecordOptions): Promise<Recording> {
  const sink = await startWebhookSink();
  try {
    const lab = await startLab({ ...options, webhook: sink });
    const from = Date.now();
    const { program } = lab.scenario;
    const { current } = program.releases;
    try {
      const captures = startCaptures(lab, TIMINGS[options.pace ?? 'fast'].life);
      options.onProgress?.(`recording for ${formatDuration(options.duration)}`);
      await sleep(options.duration - (Date.now() - from), undefined, { signal: options.enough }).catch(() => undefined); // enough
      await captures.close();
      const to = Date.now();
      const series = await readSeries(lab.prometheusUrl, recordedSelector(program), { from, to });
      const busiest = new Set(
        captures.all().flatMap(({ pod }) => (pod.endsWith(`-${current.suffixes[0]}`) ? pod : [])),
      );
      const kept = thin(captures.all(), busiest);
      const recording: Recording = {
        scenario: lab.scenario.name,
        title: lab.scenario.title,
        finding: lab.scenario.finding,
        command: options.command,
        recordedAt: new Date(to).toISOString(),
        tools: lab.tools,
        service: {
          name: program.name,
          cluster: CLUSTER.cluster,
          namespace: CLUSTER.namespace,
          container: program.name,
          runtime: program.runtime,
          revision: current.revision,
          repository: program.repository.url,
          ...(program.repository.root === undefined ? {} : { root: program.repository.root }),
          limitBytes: lab.limitBytes,
        },
        range: { from, to },
        webhooks: sink.received(),
        snapshots: kept.map(entryOf),
        events: lab.events().filter(({ time }) => time <= to),
      };
      write(options.out, recording, packSeries(series), kept);
      return recording;
    } finally {
      await lab.close();
    }
  } finally {
    await sink.close();
  }
}

function entryOf({ profile: _, ...capture }: Capture): SnapshotEntry {
  const suffix = capture.pod.slice(capture.pod.lastIndexOf('-') + 1);
  const clock = new Date(capture.time).toISOString().slice(11, 23).replaceAll(/[:.]/g, '');
  return { ...capture, file: `profiles/${suffix}-${clock}-${capture.kind}.pb.gz` };
}

function write(out: string, recording: Recording, series: Uint8Array, captures: readonly Capture[]): void {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'profiles'), { recursive: true });
  writeFileSync(join(out, 'recording.json'), `${JSON.stringify(recording, undefined, 1)}\n`);
  writeFileSync(join(out, 'series.json.gz'), series);
  for (const capture of captures) writeFileSync(join(out, entryOf(capture).file), capture.profile);
}
