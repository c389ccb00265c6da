import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../scripts/lab/programs/program.ts';
import { recordedMetrics } from '../../scripts/lab/record/recorded-metrics.ts';
import type { Recording } from '../../scripts/lab/record/recording.ts';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import type { ScenarioName } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';
import { MiB } from '../../src/measurement/bytes.ts';

const RECORDINGS = join(import.meta.dirname, '..', 'fixtures', 'recordings');

/** What the exporter did not show yet when the first recordings were made. */
const ADDED_AT = '2026-11-29';
const ADDED = [
  'container_memory_kernel_usage',
  'container_memory_mapped_file',
  'container_memory_swap',
  'container_memory_total_active_file_bytes',
  'container_memory_total_inactive_file_bytes',
  'container_memory_usage_bytes',
  'container_processes',
  'container_sockets',
  'container_threads',
  'kube_pod_container_state_started',
  'kube_pod_container_status_last_terminated_exitcode',
  'kube_pod_created',
];

/** Only where a scrape falls into the wait before a restart. */
const WAITING = 'kube_pod_container_status_waiting_reason';

/** Only where something was killed or restarted. */
const AFTER_A_TERMINATION = [
  'ALERTS',
  'kube_pod_container_status_last_terminated_exitcode',
  'kube_pod_container_status_last_terminated_reason',
  'kube_pod_container_status_last_terminated_timestamp',
];

/** What a profile of a runtime must name: a file of the service as it was built, and one of a library. */
const FILES: Readonly<Record<Program['runtime'], readonly string[]>> = {
  go: ['/build/markets/internal/', '/go/pkg/mod/github.com/prometheus/client_golang@'],
  node: ['/app/src/', '/app/node_modules/'],
  python: ['/app/reports/', '/usr/local/lib/python3.'],
  jvm: [],
};

/** The first recordings had one container a pod, which their events do not name. */
function isOf({ container }: { readonly container?: string }, name: string | undefined): boolean {
  return container === undefined || container === name;
}

describe.each(readdirSync(RECORDINGS))('recording %s', (name) => {
  const folder = join(RECORDINGS, name);
  const recording = JSON.parse(readFileSync(join(folder, 'recording.json'), 'utf8')) as Recording;
  const series = unpackSeries(readFileSync(join(folder, 'series.json.gz')));
  const { program, calm } = scenarioOf(name as ScenarioName);
  const kills = recording.events.filter(({ kind }) => kind === 'oom-killed');
  const inRange = (time: number): boolean => time >= recording.range.from && time <= recording.range.to;

  test('has every metric, with samples in order and in range', () => {
    const names = new Set(series.map(({ labels }) => labels['__name__']));
    const wanted = recordedMetrics(program)
      .filter((metric) => metric !== WAITING)
      .filter((metric) => kills.length > 0 || !AFTER_A_TERMINATION.includes(metric))
      .filter((metric) => recording.recordedAt >= ADDED_AT || !ADDED.includes(metric));
    expect(wanted.filter((metric) => !names.has(metric))).toEqual([]);
    for (const { samples } of series) {
      expect(samples.every(([time], index) => inRange(time) && time > (samples[index - 1]?.[0] ?? 0))).toBe(true);
    }
  });

  test('counts the kills that happened', () => {
    const restarts = series.filter(({ labels }) => labels['__name__'] === 'kube_pod_container_status_restarts_total');
    for (const { labels, samples } of restarts) {
      const ended = recording.events.filter(
        (event) =>
          (event.kind === 'oom-killed' || event.kind === 'exited') &&
          event.pod === labels['pod'] &&
          isOf(event, labels['container']),
      );
      // The last one may lie between the last scrape and the end.
      expect(ended.length - (samples.at(-1)?.[1] ?? 0)).toBeLessThanOrEqual(1);
    }
    expect(kills.length === 0).toBe(calm === true);
  });

  test('has Alertmanager’s own payloads', () => {
    // Nothing ends where the kernel does not kill, unless the scenario restarts it.
    expect(recording.webhooks.length > 0).toBe(
      recording.events.some(({ kind }) => kind === 'oom-killed' || kind === 'exited'),
    );
    for (const { receivedAt, body } of recording.webhooks) {
      expect(inRange(receivedAt)).toBe(true);
      expect(body).toMatchObject({ version: '4', receiver: 'leakbot', groupLabels: { workload: program.name } });
    }
  });

  test('has a file for each snapshot, of a container that lived then', () => {
    const profiles = join(folder, 'profiles');
    // A checkout holds no empty folders.
    const files = (existsSync(profiles) ? readdirSync(profiles) : []).map((file) => `profiles/${file}`);
    expect(recording.snapshots.map(({ file }) => file).sort()).toEqual(files.sort());
    for (const { pod, processStart, time } of recording.snapshots) {
      const starts = recording.events.filter(
        (event) => event.kind === 'container-started' && event.pod === pod && isOf(event, program.name),
      );
      expect(starts.filter((event) => event.time <= time).at(-1)?.time).toBe(processStart);
    }
  });

  test('says nothing of the machine that recorded it', () => {
    const profiles = recording.snapshots.map(({ file }) =>
      gunzipSync(readFileSync(join(folder, file))).toString('latin1'),
    );
    const metadata = JSON.stringify(recording) + JSON.stringify(series.map(({ labels }) => labels));
    const foreign = /\/(root|home|Users|work|tmp|private|var)\/[\w.-]+/;
    expect([...profiles, metadata].map((text) => foreign.exec(text)?.[0]).filter(Boolean)).toEqual([]);
    const unnamed = FILES[program.runtime].filter((file) => !profiles.some((text) => text.includes(file)));
    expect(unnamed).toEqual([]);
  });

  test('is small', () => {
    const sizes = readdirSync(folder, { recursive: true }).map((file) => statSync(join(folder, String(file))).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(0.5 * MiB);
  });
});
