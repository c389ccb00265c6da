import { runsOfPod } from '../attribution/runs-of-pod.ts';
import type { Observation } from '../diagnosis/observation.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Measured } from '../metrics/measured.ts';
import { podOf } from '../metrics/pod-label.ts';
import type { Runtime } from '../service/service.ts';
import type { Question } from './asked-about.ts';
import { measure } from './asking.ts';
import { podFacts } from './pod-facts.ts';
import type { MetricsSource } from './ports.ts';
import { type ProcessSeries, processSeries } from './process-series.ts';
import { Readings } from './readings.ts';
import { runtimeOf } from './runtime.ts';
import { stepFor } from './window.ts';
import { type WorkloadMemory, workloadMemory } from './workload-memory.ts';

/** Read with the workload's memory, for every pod; what else a step needs is read of the chosen pod only. */
const OF_MEMORY: ReadonlySet<Quantity> = new Set<Quantity>([
  'rss',
  'memory-limit',
  'restarts',
  'start-time',
  'terminated-reason',
  'last-terminated',
]);

export interface Sighting {
  /** What was read for it: a closer look at the same range finds most of its answers there. */
  readonly readings: Readings;
  readonly observation: Observation;
  readonly memory: WorkloadMemory;
  /** Which process metrics are the container's own. */
  readonly process: ProcessSeries;
  /** Other names the chosen pod's process goes by: its `host:port`. */
  readonly addresses: readonly string[];
  /** Quantities that were asked for and that no metric tells. */
  readonly missing: readonly Quantity[];
}

export interface Wanted {
  /** Looked for in the metrics while it is unknown. */
  readonly runtime: Runtime;
  readonly pod: string | undefined;
  readonly needs: readonly Quantity[];
}

/** Looks at a service: the memory of all its pods, and the wanted quantities of one. */
export async function sight(source: MetricsSource, question: Question, wanted: Wanted): Promise<Sighting> {
  const readings = new Readings(source);
  const memory = await workloadMemory(readings, question);
  const within = { ...question, range: memory.range };
  const process = await processSeries(readings, within);
  const runtime = wanted.runtime === 'unknown' ? runtimeOf(process.signs) : wanted.runtime;
  return lookAt(readings, within, { ...wanted, runtime, memory, process });
}

/** The same sighting with the wanted quantities of one of its pods. */
export function lookCloser(
  question: Question,
  { seen, pod, needs }: { readonly seen: Sighting; readonly pod: string; readonly needs: readonly Quantity[] },
): Promise<Sighting> {
  const { memory, observation, process } = seen;
  const runtime = observation.runtime ?? 'unknown';
  return lookAt(seen.readings, { ...question, range: memory.range }, { runtime, pod, needs, memory, process });
}

async function lookAt(
  readings: Readings,
  within: Question,
  { runtime, pod, needs: wanted, memory, process }: Wanted & Pick<Sighting, 'memory' | 'process'>,
): Promise<Sighting> {
  const chosen = memory.pods.find((each) => each.pod === pod)?.pod;
  const needs = wanted.filter((quantity) => !OF_MEMORY.has(quantity));
  const ask = (named: boolean) =>
    Promise.all(
      chosen === undefined
        ? []
        : needs.map((quantity) =>
            measure(readings, quantity, { ...within, runtime, pod: chosen, named, isOwn: process.isOwn }),
          ),
    );
  // A pod that goes by its address, or by another label than `pod`, is found among all of them.
  const facts =
    chosen === undefined ? undefined : await podFacts(readings, within, { pod: chosen, runtime, memory, process });
  const byName = chosen?.includes(':') === true ? [] : await ask(true);
  const answers = byName.some((answer) => answer !== undefined) ? byName : await ask(false);
  const measured: Partial<Record<Quantity, Measured>> = {};
  const addresses = new Set<string>();
  for (const [index, quantity] of needs.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    measured[quantity] = answer.measured;
    for (const { labels } of answer.series) {
      if (podOf(labels) === chosen && answer.request.exporter === 'process' && labels['instance'])
        addresses.add(labels['instance']);
    }
  }
  return {
    readings,
    observation: {
      range: memory.range,
      step: stepFor(memory.range),
      runtime,
      pods: memory.pods,
      chosen,
      measured,
      deploys: memory.deploys,
      runs: facts && runsOfPod(facts),
    },
    memory,
    process,
    addresses: [...addresses],
    missing: [
      ...memory.missing.filter((quantity) => wanted.includes(quantity)),
      // Without a pod nothing of one was asked for.
      ...(chosen === undefined ? [] : needs.filter((quantity) => measured[quantity] === undefined)),
    ],
  };
}
