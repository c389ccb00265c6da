import type { Judgement } from '../../src/diagnosis/judgement.ts';
import type { Effect, Transition } from '../../src/investigation/state/effect.ts';
import type { InvestigationEvent } from '../../src/investigation/state/event.ts';
import type { IncidentAlert, Investigation } from '../../src/investigation/state/investigation.ts';
import { type Opening, open } from '../../src/investigation/state/opening.ts';
import { transition } from '../../src/investigation/state/transition.ts';
import type { Service } from '../../src/service/service.ts';

export const NOON = Date.UTC(2026, 10, 23, 12);

export const DANA = { id: 'U0DANA' };
export const SAM = { id: 'U0SAM' };

export function aService(changes: Partial<Service['workload']> = {}): Service {
  const workload = {
    cluster: 'eu-1',
    namespace: 'prod',
    name: 'markets-api',
    container: 'markets-api',
    ...changes,
  } as const;
  return {
    workload,
    runtime: 'go',
    selector: [
      { label: 'namespace', op: '=', value: workload.namespace ?? '' },
      { label: 'container', op: '=', value: workload.container ?? '' },
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  };
}

export function anIncidentAlert(changes: Partial<IncidentAlert> = {}): IncidentAlert {
  return {
    fingerprint: 'f1',
    name: 'KubeContainerOOMKilled',
    kind: 'oom-kill',
    pod: 'markets-api-7d9f-x2x',
    startsAt: NOON,
    ...changes,
  };
}

export function aJudgement(changes: Partial<Judgement> = {}): Judgement {
  return {
    answer: 'yes',
    confidence: 0.97,
    headline: 'x2x grows 62 MiB/h',
    reasons: ['It climbs 62 MiB/h.'],
    ...changes,
  };
}

/** Plays events against an investigation and remembers what was to be done. */
export class Story {
  investigation: Investigation;
  effects: readonly Effect[];
  last: Transition;

  constructor(opening: Partial<Opening> = {}) {
    this.last = open({
      id: 'inv-1',
      at: NOON,
      trigger: { kind: 'alert' },
      place: { channel: 'C0ALERTS' },
      alert: anIncidentAlert(),
      subject: { service: aService() },
      runtime: 'go',
      range: { from: NOON - 86_400_000, to: NOON },
      ...opening,
    });
    this.investigation = this.last.investigation;
    this.effects = this.last.effects;
  }

  apply(event: InvestigationEvent): this {
    this.last = transition(this.investigation, event);
    this.investigation = this.last.investigation;
    this.effects = this.last.effects;
    return this;
  }

  /** Leakbot looked at the step that waits to be observed. */
  observe(judgement: Partial<Judgement> = {}): this {
    const step = this.investigation.steps.find((candidate) => candidate.status === 'observing');
    if (step === undefined) throw new Error('nothing to observe');
    const facts = { judgement: aJudgement(judgement), gaps: [], pods: [] };
    return this.apply({
      kind: 'step-observed',
      step: step.key,
      observed: { facts, pod: 'markets-api-7d9f-x2x' },
      at: NOON,
    });
  }

  answer(step: string, answer: 'yes' | 'no' | 'unclear', by = DANA): this {
    return this.apply({ kind: 'answered', step, answer, by, at: NOON });
  }

  conclude(title = 'Heap leak', attempt = this.investigation.conclusionAttempt): this {
    const finding = {
      kind: 'heap-leak',
      title,
      confidence: 0.9,
      evidence: [],
      paths: [],
      advice: [],
      proof: '',
    } as const;
    return this.apply({ kind: 'concluded', attempt, conclusion: { finding, links: {}, gaps: [] }, at: NOON });
  }

  /** `rss-growing.1 answered yes, goroutines-growing.1 asked | asking` */
  drawn(): string {
    const steps = this.investigation.steps.map((step) =>
      [step.key, step.status, step.answer?.value].filter(Boolean).join(' '),
    );
    return `${steps.join(', ')} | ${this.investigation.status}`;
  }

  shown(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.kind === 'show' ? [effect.slot] : []));
  }
}
