import { patientMetrics } from '../adapters/prometheus/patient-metrics.ts';
import { matching } from '../collection/matches.ts';
import type { Target } from '../collection/target.ts';
import { gapOf } from '../diagnosis/missing.ts';
import type { Question } from '../evidence/asked-about.ts';
import { askFor, type MetricAnswer } from '../evidence/asking.ts';
import { noMemoryGap, takenGap } from '../evidence/gaps.ts';
import { aheadOf, lateGap } from '../evidence/late-data.ts';
import type { MetricsSource, ProfileSource } from '../evidence/ports.ts';
import { type ProcessSeries, processSeries, sentBy } from '../evidence/process-series.ts';
import { Readings } from '../evidence/readings.ts';
import { runtimeOf } from '../evidence/runtime.ts';
import { type TolerantMetrics, tolerantMetrics } from '../evidence/tolerant-metrics.ts';
import { windowBefore } from '../evidence/window.ts';
import { type WorkloadMemory, workloadMemory } from '../evidence/workload-memory.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, MINUTE } from '../measurement/duration.ts';
import { asSentence, uncapitalised } from '../measurement/sentence.ts';
import { countOf } from '../measurement/share.ts';
import { candidatesFor, type Quantity, type Runtime } from '../metrics/catalogue.ts';
import { buildInfoMetrics } from '../metrics/deploys.ts';
import type { Place } from '../metrics/place.ts';
import { comparedKinds } from '../playbook/compared-kinds.ts';
import { playbookFor } from '../playbook/playbook.ts';
import { COUNTED_QUANTITIES } from '../runtime/candidate.ts';
import { definitionOf } from '../runtime/runtimes.ts';
import { type UnreadRuntime, unreadRuntimeOf } from '../runtime/unread-runtimes.ts';
import type { Service } from '../service/service.ts';
import { unreadableFiles } from './unreadable-files.ts';

/** Where the evidence about services comes from. */
export interface Evidence {
  readonly metrics: MetricsSource;
  /** Whether the embedded collector is what metrics come from. */
  readonly embedded: boolean;
  readonly targets: readonly Target[];
  /** The profile server, where one is set. */
  readonly profiles?: ProfileSource | undefined;
  readonly now: Instant;
}

/** A metric that was not reported for so long is missing. */
const LOOKS_BACK = 6 * HOUR;
/** A person waits for the answer. */
const PATIENCE = MINUTE;

/** Which of the questions about a service its metrics can answer, and what would answer the others. */
export async function checkService(service: Service, evidence: Evidence): Promise<readonly Check[]> {
  const asked = { service, range: windowBefore(evidence.now, LOOKS_BACK), signal: AbortSignal.timeout(PATIENCE) };
  const processes = checkProcesses(service, evidence);
  const metrics = tolerantMetrics(patientMetrics(evidence.metrics));
  const readings = new Readings(metrics);
  try {
    const memory = await workloadMemory(readings, asked);
    if (memory.metric === undefined || memory.pods.length === 0) {
      metrics.throwIfFailed();
      return [noMemory(service, evidence), ...processes];
    }
    const measured = await checkMeasured(readings, { ...asked, memory, metric: memory.metric, metrics, evidence });
    // Said with what was asked: what an answer lacks, or what was not answered, hides all that is said here.
    const late = memory.ended === undefined ? [] : [lateGap(evidence.metrics.name, memory.ended, asked.range)];
    const lacks = [...late, ...metrics.gaps()].map(({ missing, fix }) =>
      warning(uncapitalised(missing.replace(/\.$/, '')), fix),
    );
    return [...lacks, ...measured, ...processes];
  } catch (error) {
    return [fault(explain(error)), ...processes];
  }
}

interface Measuring extends Question {
  readonly memory: WorkloadMemory;
  readonly metric: string;
  readonly metrics: TolerantMetrics;
  readonly evidence: Evidence;
}

async function checkMeasured(
  readings: Readings,
  { memory, metric, metrics, evidence, ...asked }: Measuring,
): Promise<readonly Check[]> {
  const { service } = asked;
  const process = await processSeries(readings, asked);
  const runtime = service.runtime ?? runtimeOf(process.signs);
  const place = memory.place && sentBy(memory.place, process.signs);
  const foreign = unreadRuntimeOf(new Set(process.unread.map((each) => each.metric)));
  const question = { ...asked, runtime, place, isOwn: process.isOwn, unread: metrics.unread, foreign };
  const limits = memory.pods.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  const revision = memory.pods.map(({ pod }) => memory.revisionOf(pod)).find((each) => each !== undefined);
  return [
    checkMemory(memory, metric),
    ...(await checkClock(readings, asked, { now: evidence.now, metric })),
    limits.length === 0 ? gapWarning('memory-limit', question) : ok(`memory limit ${formatBytes(Math.max(...limits))}`),
    ...(await Promise.all([
      checkRestarts(readings, question, evidence),
      checkQuantity(readings, 'live-heap', question),
      ...countedBy(runtime).map((quantity) => checkQuantity(readings, quantity, question)),
      checkLedger(readings, question),
    ])),
    checkRevision(service, revision),
    ...(await checkServed(evidence, { ...question, pods: memory.pods.map(({ pod }) => pod) })),
  ];
}

async function checkClock(
  readings: Readings,
  question: Question,
  of: { readonly now: Instant; readonly metric: string },
): Promise<readonly Check[]> {
  const ahead = await aheadOf(readings, question, of);
  if (ahead === undefined) return [];
  return [
    warning(
      `its samples are up to ${formatDuration(ahead)} in the future: a clock is wrong, and the newest of them are not looked at`,
      'Compare the clock of this machine with that of the server of metrics and of what sends to it.',
    ),
  ];
}

function checkMemory({ pods, taken }: WorkloadMemory, metric: string): Check {
  if (taken === undefined) return ok(`memory of ${countOf(pods.length, 'pod')} (${metric})`);
  const { fix } = takenGap(taken, metric);
  return warning(
    `memory of ${countOf(pods.length, 'pod')} is what is ${taken.said} (${metric}): resident memory is not measured`,
    fix,
  );
}

function noMemory(service: Service, { metrics, embedded, targets }: Evidence): Check {
  if (embedded && targets.length > 0) {
    return warning(
      'nothing was collected yet',
      'Let the bot run for some minutes: it visits the targets while it runs.',
    );
  }
  const { missing, fix } = noMemoryGap(service, metrics.name);
  return fault(missing, fix);
}

/** What is asked of the processes of one container. */
interface OfProcess extends Question {
  readonly runtime: Runtime;
  readonly place: Place | undefined;
  readonly isOwn: ProcessSeries['isOwn'];
  /** The metrics that were not answered for so far. */
  readonly unread: () => ReadonlySet<string>;
  /** What it runs in, where that is recognised and not read. */
  readonly foreign: UnreadRuntime | undefined;
}

async function checkRestarts(readings: Readings, question: OfProcess, { embedded }: Evidence): Promise<Check> {
  const found = await firstOf(readings, embedded ? ['start-time'] : ['restarts', 'start-time'], question);
  return found === undefined ? gapWarning('restarts', question) : ok(`restarts (${found.request.metric})`);
}

async function firstOf(
  readings: Readings,
  quantities: readonly Quantity[],
  question: Question,
): Promise<MetricAnswer | undefined> {
  for (const quantity of quantities) {
    const answer = await askFor(readings, quantity, question);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function checkQuantity(readings: Readings, quantity: Quantity, question: OfProcess): Promise<Check> {
  const answer = await askFor(readings, quantity, question);
  // What another container of the pods reports is none of this one.
  const own = answer?.request.exporter !== 'process' || answer.series.some(question.isOwn);
  if (answer === undefined || !own) return gapWarning(quantity, question);
  const how = answer.request.reading === 'floor' ? ', its floor between collections' : '';
  return ok(`${quantity.replaceAll('-', ' ')} (${answer.request.metric}${how})`);
}

/** What the questions of a runtime count: goroutines, threads or handles. */
function countedBy(runtime: Runtime): readonly Quantity[] {
  const needs = playbookFor(runtime).steps.flatMap((step) => step.needs);
  return COUNTED_QUANTITIES.filter((quantity) => needs.includes(quantity));
}

/** Without all of them resident memory cannot be split into the heap, its garbage and what lies outside. */
async function checkLedger(readings: Readings, question: OfProcess): Promise<Check> {
  const { runtime } = question;
  const model = definitionOf(runtime)?.memory;
  if (model === undefined) {
    return warning(
      foreignSaid(question.foreign) ?? 'the runtime is unknown: only memory itself can be judged',
      fixOf(gapOf('live-heap', runtime, { place: question.place, unread: question.foreign })),
    );
  }
  const wanted = [...model.complete, ...model.refines];
  const answers = await Promise.all(wanted.map((quantity) => askFor(readings, quantity, question)));
  const missing = wanted.filter((_, i) => answers[i] === undefined);
  const [first] = missing;
  if (first === undefined) return ok('the split of memory into its parts');
  if (candidatesFor(first, runtime).some(({ metric }) => question.unread().has(metric)))
    return gapWarning(first, question);
  const names = missing.map((quantity) => candidatesFor(quantity, runtime)[0]?.metric ?? quantity);
  return warning(
    `the split of memory lacks ${names.join(', ')}`,
    fixOf(gapOf(first, runtime, { place: question.place })),
  );
}

function foreignSaid(foreign: UnreadRuntime | undefined): string | undefined {
  return foreign && `the runtime is ${foreign.name}: memory itself is judged, and its own heap is quoted beside it`;
}

function checkRevision({ workload, repository }: Service, running: string | undefined): Check {
  if (running !== undefined) return ok(`revision ${running.slice(0, 12)}`);
  if (repository?.revision !== undefined) return ok(`revision ${repository.revision}, from leakbot.yaml`);
  const [metric = 'build_info'] = buildInfoMetrics(workload.name);
  return warning(
    'the running revision is unknown: links may lead to lines that moved',
    `Expose ${metric}{revision="<commit>"} 1 in the service, or set repository.revision in leakbot.yaml.`,
  );
}

/** Whether the profile server has the kinds of profiles that are compared of the service's pods; one pod is enough, and the first has most. */
async function checkServed(
  { profiles }: Evidence,
  { service, range, signal, pods, runtime }: OfProcess & { readonly pods: readonly string[] },
): Promise<readonly Check[]> {
  if (profiles === undefined) return [];
  const checks = comparedKinds(runtime).map(async (kind): Promise<Check> => {
    const query = { kind, instances: pods.slice(0, PODS_LOOKED_AT), range, workload: service.workload };
    try {
      const found = await profiles.snapshots(query, signal);
      const files = found.flatMap(({ path, time }) => (path === undefined ? [] : [{ path, kind, time }]));
      const broken = await unreadableFiles(files, signal);
      const usable = found.length - broken.length;
      if (usable > 0) return ok(`${countOf(usable, `${kind} profile`)} in ${profiles.name}`);
      if (broken[0] !== undefined)
        return warning(`no ${kind} profile can be used: ${broken[0].path}: ${broken[0].reason}`);
      const why = await profiles.whyNone?.(query, signal);
      return warning(why?.missing ?? `no ${kind} profiles in ${profiles.name}`, why?.fix);
    } catch (error) {
      return fault(explain(error));
    }
  });
  return Promise.all(checks);
}

/** Pods of one service are alike: a few show what is missing. */
const PODS_LOOKED_AT = 5;

function checkProcesses(service: Service, { targets, embedded, profiles }: Evidence): readonly Check[] {
  const test = matching(service.selector);
  const own = targets.filter(({ labels }) => test(labels));
  if (own.length > 0) return [ok(`profiles are taken from ${countOf(own.length, 'process', 'processes')}`)];
  if (embedded) {
    return [fault('no target to read metrics and profiles from', 'List targets of the service in leakbot.yaml.')];
  }
  if (profiles !== undefined) return [];
  return [
    service.listed === true
      ? warning(
          'no process to take profiles from: neither targets nor Prometheus’s own targets match the selector',
          'List targets of the service in leakbot.yaml, or correct its selector.',
        )
      : warning(
          'no process to take profiles from: only services of leakbot.yaml are profiled',
          'To have profiles, list the service with its targets in leakbot.yaml.',
        ),
  ];
}

function gapWarning(
  quantity: Quantity,
  { unread, runtime, place, foreign }: Pick<OfProcess, 'runtime' | 'place' | 'unread' | 'foreign'>,
): Check {
  const failed = candidatesFor(quantity, runtime).find(({ metric }) => unread().has(metric))?.metric;
  if (failed !== undefined)
    return warning(`not known: ${quantity.replaceAll('-', ' ')}, because ${failed} could not be read`);
  const gap = gapOf(quantity, runtime, { place, unread: foreign });
  return warning(`not measured: ${gap?.missing ?? quantity.replaceAll('-', ' ')}`, fixOf(gap));
}

function fixOf(gap: ReturnType<typeof gapOf>): string | undefined {
  return gap && asSentence(gap.fix);
}
