import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, MINUTE, type Milliseconds } from '../../../src/measurement/duration.ts';
import { CURRENT, DEPLOYMENT } from '../cluster/names.ts';
import { type LabOptions, startLab } from '../lab.ts';
import { type Pace, type ScenarioName, TIMINGS } from '../scenario.ts';
import { startCaptures } from './captures.ts';
import type { Recording, SnapshotEntry } from './recording.ts';
import { readSeries, renderSeries } from './series.ts';
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

/** How each scenario is recorded unless told: long enough for several lives after the roll-out. */
export function recordingDefaults(scenario: ScenarioName): {
  pace: Pace;
  duration: Milliseconds;
  rollOutAfterMs: Milliseconds;
} {
  return scenario === 'heap-leak'
    ? { pace: 'slow', duration: 41 * MINUTE, rollOutAfterMs: 3 * MINUTE }
    : { pace: 'medium', duration: 13 * MINUTE, rollOutAfterMs: 2 * MINUTE };
}

/** Runs a scenario and keeps what a Leakbot would have been able to see of it. */
export async function record(options: RecordOptions): Promise<Recording> {
  const sink = await startWebhookSink();
  try {
    const from = Date.now();
    const lab = await startLab({ ...options, webhook: sink });
    try {
      const captures = startCaptures(lab, TIMINGS[options.pace ?? 'fast'].life);
      options.onProgress?.(`recording for ${formatDuration(options.duration)}`);
      await sleep(options.duration - (Date.now() - from), undefined, { signal: options.enough }).catch(() => undefined); // enough
      await captures.close();
      const to = Date.now();
      const series = await readSeries(lab.prometheusUrl, { from, to });
      const busiest = new Set(captures.all().flatMap(({ pod }) => (isBusiest(pod) ? pod : [])));
      const kept = thin(captures.all(), busiest);
      const recording: Recording = {
        scenario: lab.scenario.name,
        title: lab.scenario.title,
        finding: lab.scenario.finding,
        command: options.command,
        recordedAt: new Date(to).toISOString(),
        tools: lab.tools,
        service: {
          name: DEPLOYMENT.name,
          cluster: DEPLOYMENT.cluster,
          namespace: DEPLOYMENT.namespace,
          container: DEPLOYMENT.container,
          runtime: 'go',
          revision: CURRENT.revision,
          repository: DEPLOYMENT.repository,
          limitBytes: lab.limitBytes,
        },
        range: { from, to },
        webhooks: sink.received(),
        snapshots: kept.map(entryOf),
        events: lab.events().filter(({ time }) => time <= to),
      };
      write(options.out, recording, renderSeries(series), kept);
      return recording;
    } finally {
      await lab.close();
    }
  } finally {
    await sink.close();
  }
}

function isBusiest(pod: string): boolean {
  return pod.endsWith(`-${CURRENT.suffixes[0]}`);
}

function entryOf({ profile: _, ...capture }: Capture): SnapshotEntry {
  const suffix = capture.pod.slice(capture.pod.lastIndexOf('-') + 1);
  const clock = new Date(capture.time).toISOString().slice(11, 23).replaceAll(/[:.]/g, '');
  return { ...capture, file: `profiles/${suffix}-${clock}-${capture.kind}.pb.gz` };
}

function write(out: string, recording: Recording, series: string, captures: readonly Capture[]): void {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'profiles'), { recursive: true });
  writeFileSync(join(out, 'recording.json'), `${JSON.stringify(recording, undefined, 1)}\n`);
  writeFileSync(join(out, 'series.json'), series);
  for (const capture of captures) writeFileSync(join(out, entryOf(capture).file), capture.profile);
}
