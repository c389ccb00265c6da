import { comparisonOf } from '../../src/adapters/comparison-pool/answer.ts';
import { compareTask } from '../../src/adapters/comparison-pool/compare.worker.ts';
import { alertmanager } from '../../src/alert/alertmanager/alertmanager.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { engine } from '../../src/commands/engine.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import type { GoroutineWitness, MetricsSource, ProfileSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { NO_TURNS } from '../../src/foundation/turns.ts';
import { AlertDesk } from '../../src/investigation/intake.ts';
import { NO_SILENCE } from '../../src/investigation/silence/silences.ts';
import { currentConclusion, currentSteps, type Investigation } from '../../src/investigation/state/investigation.ts';
import { LEAKBOT } from '../../src/investigation/state/person.ts';
import { type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import { illustrator } from '../../src/presentation/illustrator.ts';
import { lookUp } from '../../src/service/directory.ts';
import type { Run } from './cluster/container-state.ts';
import type { WorldCase } from './family.ts';
import type { Seconds } from './law.ts';
import type { Said } from './report-rules.ts';
import { saidIn } from './said.ts';
import type { World } from './simulate.ts';
import { servicesIn } from './sources/services.ts';
import { memoryStore } from './sources/store.ts';

/** What an investigation of a world ended as. */
export interface Verdict {
  /** `unknown-service` where the service could not even be named, `failed` where an error ended it. */
  readonly kind: string;
  readonly confidence: number;
  readonly title: string;
  /** Of the growth, as the finding states it; absent where it states none in bytes. */
  readonly share?: number | undefined;
  readonly runtime: string;
  readonly by: 'alert' | 'name';
  /** The report's sentences and paths; absent where there was none. */
  readonly said?: Said | undefined;
}

/** Answers a question, by what its judgement recommends. */
export type Answering = (recommended: Answer) => Answer;

export interface Sources {
  readonly metrics: MetricsSource;
  readonly profiles: ProfileSource;
  readonly witness: GoroutineWitness;
}

/** How a world is asked about. */
export interface Asking {
  /** By default every question is answered as recommended. */
  readonly answering?: Answering | undefined;
  /** How far back it looks, where someone says so: then the service is named, whatever alert there was. */
  readonly window?: Milliseconds | undefined;
}

/** A restart that an alert still speaks of. */
const ALERTED_FOR: Seconds = 900;

/** Investigates a world at a moment as the bot does: an alert or a name in, every question answered, as recommended where nothing else is said. */
export async function investigateWorld(
  worldCase: WorldCase,
  world: World,
  sources: Sources,
  at: Seconds,
  { answering = (recommended) => recommended, window }: Asking = {},
): Promise<Verdict> {
  const now = at * SECOND;
  const clock = { now: () => now };
  const store = memoryStore();
  const problems: string[] = [];
  const conduct = engine({
    store,
    clock,
    ...sources,
    sightings: new Sightings(sources.metrics),
    comparer: { compare: async (request) => comparisonOf(await compareTask(request)) },
    illustrator: illustrator({ render: () => Promise.resolve(new Uint8Array()) }),
    changed: () => undefined,
    report: (problem, error) => problems.push(`${problem}: ${error instanceof Error ? error.message : String(error)}`),
  });
  const services = await servicesIn(world.series, now);
  const ids: string[] = [];
  const desk = new AlertDesk({
    store,
    conduct,
    clock,
    newId: () => {
      ids.push(`world-${ids.length}`);
      return `world-${ids.length - 1}`;
    },
    services: () => Promise.resolve(services),
    alarm: () => () => undefined,
    turns: NO_TURNS,
    silences: NO_SILENCE,
    channel: 'C0WORLDS',
    report: (problem, error) => problems.push(`${problem}: ${String(error)}`),
  });
  const ended = window === undefined ? lastEnd(worldCase, world, at) : undefined;
  const by = ended === undefined ? 'name' : 'alert';
  if (ended !== undefined) {
    const body = new TextEncoder().encode(JSON.stringify(webhook(worldCase, world, ended)));
    const reading = await alertmanager.read(body, { kindOf: alertKind });
    if (reading.kind === 'fault') throw new Error(reading.problem);
    await desk.receive(reading.alerts);
    await desk.takeUp();
  } else {
    const found = lookUp(services, `${world.plan.namespace}/${nameOf(worldCase)}`);
    if (found.kind !== 'found')
      return { kind: 'unknown-service', confidence: 0, title: found.kind, runtime: 'unknown', by };
    await desk.request({ service: found.service, by: LEAKBOT, place: { channel: 'C0WORLDS' }, window });
  }
  const investigation = await answered(ids[0] ?? '', { conduct, store, now, answering });
  return investigation === undefined || problems.length > 0
    ? { kind: 'failed', confidence: 0, title: problems.join('; '), runtime: 'unknown', by }
    : { ...inContainer(worldCase, investigation, verdictOf(investigation)), by };
}

async function answered(
  id: string,
  {
    conduct,
    store,
    now,
    answering,
  }: {
    conduct: ReturnType<typeof engine>;
    store: ReturnType<typeof memoryStore>;
    now: number;
    answering: Answering;
  },
): Promise<Investigation | undefined> {
  for (;;) {
    await conduct.idle();
    const investigation = await store.load(id);
    if (investigation === undefined) return undefined;
    const step = currentSteps(investigation).find((each) => each.status === 'asked');
    if (step?.status !== 'asked') return investigation;
    const answer = answering(step.facts.judgement.answer);
    await conduct.handle(id, { kind: 'answered', step: step.key, answer, by: LEAKBOT, at: now });
  }
}

/** The right kind of the wrong container is no right answer. */
function inContainer(
  { workloadOnly, target }: WorldCase,
  { service }: Investigation,
  verdict: Omit<Verdict, 'by'>,
): Omit<Verdict, 'by'> {
  const container = service?.workload.container;
  return workloadOnly !== true || container === target.container
    ? verdict
    : { ...verdict, kind: `${verdict.kind} of ${container ?? 'no container'}` };
}

function verdictOf(investigation: Investigation): Omit<Verdict, 'by'> {
  const { runtime } = investigation;
  const finding = currentConclusion(investigation)?.finding;
  if (finding === undefined)
    return { kind: 'failed', confidence: 0, title: `ended as ${investigation.status}`, runtime };
  return {
    kind: finding.kind,
    confidence: finding.confidence,
    said: saidIn(investigation, finding),
    title: finding.title,
    share: statedShare(finding),
    runtime,
  };
}

/** The share of the growth that a finding states: its own figure, or what it explains in bytes. */
function statedShare(finding: object): number | undefined {
  const { share, explained } = finding as { share?: unknown; explained?: { amount: number; of: number; unit: string } };
  if (typeof share === 'number') return share;
  return explained?.unit === 'bytes' && explained.of > 0 ? explained.amount / explained.of : undefined;
}

/** As people type it: a container that is not its workload's only one is named after it, `markets-api:envoy`. */
function nameOf({ target, plan, workloadOnly }: WorldCase): string {
  if (workloadOnly === true) return target.workload;
  const only = plan.workloads.find(({ name }) => name === target.workload)?.containers.length === 1;
  return only || target.container === target.workload ? target.workload : `${target.workload}:${target.container}`;
}

function lastEnd({ target }: WorldCase, world: World, at: Seconds): Run | undefined {
  return world.runs
    .filter((run) => run.workload === target.workload && run.container === target.container)
    .filter(
      ({ ended }) =>
        ended !== undefined && ended.reason !== 'replaced' && ended.at <= at && ended.at > at - ALERTED_FOR,
    )
    .sort((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0))[0];
}

/** Alertmanager's webhook, version 4, of a rule over kube-state-metrics. */
function webhook({ alertname, workloadOnly }: WorldCase, { plan }: World, run: Run): unknown {
  const oom = run.ended?.reason === 'OOMKilled';
  const labels = {
    alertname: alertname ?? (oom ? 'KubeContainerOOMKilled' : 'KubePodCrashLooping'),
    ...(workloadOnly === true ? {} : { container: run.container }),
    namespace: plan.namespace,
    pod: run.pod,
    reason: oom ? 'OOMKilled' : 'CrashLoopBackOff',
    severity: 'warning',
    ...(plan.monitoring.cluster === undefined ? {} : { cluster: plan.monitoring.cluster }),
  };
  const startsAt = new Date((run.ended?.at ?? 0) * SECOND).toISOString();
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: `${run.container} was restarted` },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: '5c1d7ff3b8a0e6d1',
  };
  return {
    version: '4',
    groupKey: '{}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'leakbot',
    groupLabels: {},
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: '',
    alerts: [alert],
  };
}
