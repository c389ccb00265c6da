import type { Began } from '../../diagnosis/finding.ts';
import {
  type ComparedSnapshot,
  type Conclusion,
  currentConclusion,
  currentSteps,
  type Investigation,
  type Step,
} from '../../investigation/state/investigation.ts';
import type { Playbook } from '../../playbook/step.ts';
import type { GrowthPath } from '../../profile/comparison.ts';
import { rankedPods } from './pods.ts';

/** The document that `leakbot investigate --json` prints (see README); times are ISO 8601 in UTC. */
export function reportDocument(investigation: Investigation, playbook: Playbook) {
  const conclusion = currentConclusion(investigation);
  const workload = investigation.service?.workload;
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
    steps: currentSteps(investigation).map((step) => stepDocument(step, playbook)),
    finding: conclusion && findingDocument(conclusion),
    source: conclusion?.source && sourceDocument(conclusion.source),
    compared: conclusion?.compared && {
      sampleType: conclusion.compared.sampleType,
      unit: conclusion.compared.unit,
      base: side(conclusion.compared.base),
      current: side(conclusion.compared.current),
      ...(conclusion.compared.alone === true ? { alone: true } : {}),
    },
    gaps: (conclusion?.gaps ?? []).map(({ missing, fix }) => ({ missing, fix })),
    report: 'report.md',
  };
}

function stepDocument({ id, pod, facts, answer }: Step, playbook: Playbook) {
  return {
    id,
    question: playbook.steps.find((candidate) => candidate.id === id)?.question(pod ?? 'a pod') ?? '',
    judgement: facts && {
      answer: facts.judgement.answer,
      confidence: facts.judgement.confidence,
      headline: facts.judgement.headline,
      reasons: facts.judgement.reasons,
    },
    answer: answer?.value ?? null,
    answeredBy: answer?.by.id ?? null,
    pictures: [facts?.picture, facts?.closeUp].flatMap((picture) => picture?.fileName ?? []),
  };
}

function findingDocument({ finding, compareUrl, recurrence, links, picture }: Conclusion) {
  return {
    kind: finding.kind,
    title: finding.title,
    confidence: finding.confidence,
    evidence: finding.evidence,
    explained: finding.explained && {
      bytes: finding.explained.amount,
      of: finding.explained.of,
      unit: finding.explained.unit,
    },
    began: finding.began && beganDocument(finding.began, compareUrl),
    recurrence: recurrence && {
      at: iso(recurrence.at),
      title: recurrence.title,
      times: recurrence.times,
    },
    paths: finding.paths.map((path) => withLinks(path, links)),
    advice: finding.advice,
    proof: finding.proof,
    pictures: picture === undefined ? [] : [picture.fileName],
  };
}

function beganDocument({ at, earliest, latest, deploy }: Began, compareUrl: string | undefined) {
  return {
    at: iso(at),
    earliest: iso(earliest),
    latest: iso(latest),
    deploy: deploy && {
      revision: deploy.revision,
      previous: deploy.previous ?? null,
      time: iso(deploy.time),
      compareUrl: compareUrl ?? null,
    },
  };
}

function sourceDocument({ path, revision, url, snippet, marks, owners }: NonNullable<Conclusion['source']>) {
  return {
    path,
    revision,
    url,
    firstLine: snippet?.first ?? null,
    lines: snippet?.lines ?? [],
    marks,
    owners,
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
        : {
            at: iso(nextKill.at),
            earliest: iso(nextKill.earliest),
            latest: iso(nextKill.latest),
            heapFull: nextKill.heapFull,
            // From `earliest` on, or not at all: `latest` is then as far as any forecast goes.
            open: nextKill.open,
            wide: nextKill.wide,
            basis: nextKill.basis,
          },
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
    ...path.kept,
  };
}

function side({ time, total, caption, snapshot }: ComparedSnapshot) {
  return { time: iso(time), total, caption, source: snapshot.source };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
