import {
  type ComparedSnapshot,
  currentConclusion,
  currentSteps,
  type Investigation,
} from '../../investigation/state/investigation.ts';
import type { Playbook } from '../../playbook/step.ts';
import type { GrowthPath } from '../../profile/comparison.ts';
import { rankedPods } from './pods.ts';

/** The document that `leakbot investigate --json` prints (see README); times are ISO 8601 in UTC. */
export function reportDocument(investigation: Investigation, playbook: Playbook) {
  const conclusion = currentConclusion(investigation);
  const finding = conclusion?.finding;
  const workload = investigation.service?.workload;
  const links = conclusion?.links ?? {};
  return {
    service: workload?.name ?? null,
    cluster: workload?.cluster ?? null,
    namespace: workload?.namespace ?? null,
    container: workload?.container ?? null,
    runtime: investigation.runtime,
    window: { from: iso(investigation.range.from), to: iso(investigation.range.to) },
    pod: investigation.pod ?? null,
    revision: conclusion?.revision ?? investigation.overview?.revision ?? null,
    pods: podsOf(investigation),
    steps: currentSteps(investigation).map((step) => ({
      id: step.id,
      question: playbook.steps.find((candidate) => candidate.id === step.id)?.question(step.pod ?? 'a pod') ?? '',
      judgement: step.facts && {
        answer: step.facts.judgement.answer,
        confidence: step.facts.judgement.confidence,
        headline: step.facts.judgement.headline,
        reasons: step.facts.judgement.reasons,
      },
      answer: step.answer?.value ?? null,
      answeredBy: step.answer?.by.id ?? null,
      pictures: [step.facts?.picture, step.facts?.closeUp].flatMap((picture) => picture?.fileName ?? []),
    })),
    finding: finding && {
      kind: finding.kind,
      title: finding.title,
      confidence: finding.confidence,
      evidence: finding.evidence,
      explained: finding.explained && {
        bytes: finding.explained.amount,
        of: finding.explained.of,
        unit: finding.explained.unit,
      },
      began: finding.began && {
        at: iso(finding.began.at),
        earliest: iso(finding.began.earliest),
        latest: iso(finding.began.latest),
        deploy: finding.began.deploy && {
          revision: finding.began.deploy.revision,
          previous: finding.began.deploy.previous ?? null,
          time: iso(finding.began.deploy.time),
          compareUrl: conclusion?.compareUrl ?? null,
        },
      },
      recurrence: conclusion?.recurrence && {
        at: iso(conclusion.recurrence.at),
        title: conclusion.recurrence.title,
        times: conclusion.recurrence.times,
      },
      paths: finding.paths.map((path) => withLinks(path, links)),
      advice: finding.advice,
      proof: finding.proof,
      pictures: conclusion?.picture === undefined ? [] : [conclusion.picture.fileName],
    },
    source: conclusion?.source && {
      path: conclusion.source.path,
      revision: conclusion.source.revision,
      url: conclusion.source.url,
      firstLine: conclusion.source.snippet?.first ?? null,
      lines: conclusion.source.snippet?.lines ?? [],
      marks: conclusion.source.marks,
      owners: conclusion.source.owners,
    },
    compared: conclusion?.compared && {
      sampleType: conclusion.compared.sampleType,
      unit: conclusion.compared.unit,
      base: side(conclusion.compared.base),
      current: side(conclusion.compared.current),
    },
    gaps: (conclusion?.gaps ?? []).map(({ missing, fix }) => ({ missing, fix })),
    report: 'report.md',
  };
}

function podsOf(investigation: Investigation) {
  return rankedPods(investigation).map(({ pod, figures: { nextKill, ...figures } }) => ({
    pod,
    ...figures,
    perHour: figures.perHour ?? null,
    nextKill:
      nextKill === undefined
        ? null
        : { at: iso(nextKill.at), earliest: iso(nextKill.earliest), latest: iso(nextKill.latest) },
  }));
}

function withLinks(path: GrowthPath, links: Readonly<Record<string, string>>) {
  return {
    frames: path.frames.map((frame) => {
      const url = links[`${frame.file}:${frame.line}`];
      return { function: frame.function, file: frame.file, line: frame.line, ...(url === undefined ? {} : { url }) };
    }),
    base: path.base,
    current: path.current,
    delta: path.delta,
    share: path.share,
  };
}

function side({ time, total, caption, snapshot }: ComparedSnapshot) {
  return { time: iso(time), total, caption, source: snapshot.source };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
