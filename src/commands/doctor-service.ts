import { matching } from '../collection/matches.ts';
import type { Target } from '../collection/target.ts';
import { gapOf } from '../diagnosis/missing.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { askFor, type MetricAnswer, type Question } from '../investigation/observe/ask.ts';
import { noMemoryGap } from '../investigation/observe/gaps.ts';
import { workloadMemory } from '../investigation/observe/workload.ts';
import type { MetricsSource, ProfileSource } from '../investigation/ports.ts';
import { windowBefore } from '../investigation/window.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { HOUR, MINUTE } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { CATALOGUE, type Quantity } from '../metrics/catalogue.ts';
import { buildInfoMetrics } from '../metrics/deploys.ts';
import { LEDGER_QUANTITIES } from '../metrics/ledger.ts';
import type { Service } from '../service/service.ts';

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

const LOOKS_BACK = 6 * HOUR;
const PATIENCE = MINUTE;

/** Which of the questions about a service its metrics can answer, and what would answer the others. */
export async function checkService(service: Service, evidence: Evidence): Promise<readonly Check[]> {
  const question = { service, range: windowBefore(evidence.now, LOOKS_BACK), signal: AbortSignal.timeout(PATIENCE) };
  const processes = checkProcesses(service, evidence);
  try {
    const [rss, memory] = await Promise.all([
      askFor(evidence.metrics, 'rss', question),
      workloadMemory(evidence.metrics, question),
    ]);
    if (rss === undefined || memory.pods.length === 0) return [noMemory(service, evidence), ...processes];
    const limits = memory.pods.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
    const revision = memory.pods.map(({ pod }) => memory.revisionOf(pod)).find((each) => each !== undefined);
    return [
      ok(`memory of ${countOf(memory.pods.length, 'pod')} (${rss.request.metric})`),
      limits.length === 0 ? gapWarning('memory-limit') : ok(`memory limit ${formatBytes(Math.max(...limits))}`),
      ...(await Promise.all([
        checkRestarts(evidence, question),
        checkQuantity(evidence.metrics, 'live-heap', question),
        checkQuantity(evidence.metrics, 'goroutines', question),
        checkLedger(evidence.metrics, question),
      ])),
      checkRevision(service, revision),
      ...(await checkServed(evidence, { ...question, pods: memory.pods.map(({ pod }) => pod) })),
      ...processes,
    ];
  } catch (error) {
    return [fault(explain(error)), ...processes];
  }
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

async function checkRestarts({ metrics, embedded }: Evidence, question: Question): Promise<Check> {
  const found = await firstOf(metrics, embedded ? ['start-time'] : ['restarts', 'start-time'], question);
  return found === undefined ? gapWarning('restarts') : ok(`restarts (${found.request.metric})`);
}

async function firstOf(
  metrics: MetricsSource,
  quantities: readonly Quantity[],
  question: Question,
): Promise<MetricAnswer | undefined> {
  for (const quantity of quantities) {
    const answer = await askFor(metrics, quantity, question);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function checkQuantity(metrics: MetricsSource, quantity: Quantity, question: Question): Promise<Check> {
  const answer = await askFor(metrics, quantity, question);
  if (answer === undefined) return gapWarning(quantity);
  const how = answer.request.reading === 'floor' ? ', its floor between collections' : '';
  return ok(`${quantity.replaceAll('-', ' ')} (${answer.request.metric}${how})`);
}

/** Without all of them resident memory cannot be split into heap, garbage, stacks and what lies outside Go. */
async function checkLedger(metrics: MetricsSource, question: Question): Promise<Check> {
  const answers = await Promise.all(LEDGER_QUANTITIES.map((quantity) => askFor(metrics, quantity, question)));
  const missing = LEDGER_QUANTITIES.filter((_, i) => answers[i] === undefined);
  if (missing.length === 0) return ok('the split of Go memory (go_memstats_*_bytes)');
  const names = missing.map((quantity) => CATALOGUE[quantity][0]?.metric ?? quantity);
  return warning(`the split of Go memory lacks ${names.join(', ')}`, sentence(gapOf('heap-inuse')?.fix));
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

/** Whether the profile server has both kinds of profiles of the service's pods; one pod tells, and the first has most. */
async function checkServed(
  { profiles }: Evidence,
  { service, range, signal, pods }: Question & { readonly pods: readonly string[] },
): Promise<readonly Check[]> {
  if (profiles === undefined) return [];
  const checks = (['heap', 'goroutine'] as const).map(async (kind): Promise<Check> => {
    const query = { kind, instances: pods.slice(0, PODS_LOOKED_AT), range, workload: service.workload };
    try {
      const found = await profiles.snapshots(query, signal);
      if (found.length > 0) return ok(`${countOf(found.length, `${kind} profile`)} in ${profiles.name}`);
      const why = await profiles.whyNone?.(query, signal);
      return warning(why?.missing ?? `no ${kind} profiles in ${profiles.name}`, why?.fix);
    } catch (error) {
      return fault(explain(error));
    }
  });
  return Promise.all(checks);
}

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
    warning(
      'no process to take profiles from: neither targets nor Prometheus’s own targets match the selector',
      'List targets of the service in leakbot.yaml, or correct its selector.',
    ),
  ];
}

function gapWarning(quantity: Quantity): Check {
  const gap = gapOf(quantity);
  return warning(`not measured: ${gap?.missing ?? quantity.replaceAll('-', ' ')}`, sentence(gap?.fix));
}

function sentence(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
