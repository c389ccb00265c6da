import { surenessOf } from '../../diagnosis/confidence.ts';
import { gapsBeside } from '../../diagnosis/finding.ts';
import { askedBecause } from '../../investigation/state/asked-because.ts';
import {
  type ComparedSnapshots,
  type Conclusion,
  currentConclusion,
  currentSteps,
  type Investigation,
  serviceName,
} from '../../investigation/state/investigation.ts';
import { formatAmount } from '../../measurement/amount.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatShare } from '../../measurement/share.ts';
import { formatInstant, formatMoments, formatRange } from '../../measurement/time.ts';
import type { Playbook } from '../../playbook/step.ts';
import { growthPathText, growthText } from '../growth-path.ts';
import { comparedFiles } from './compared-files.ts';
import { addressIn, code, link, plain } from './markdown-text.ts';
import { partOfGrowth, partsSaid } from './part-of-growth.ts';
import { podTable } from './pods.ts';
import { sourceSection } from './source.ts';

/** The investigation as a Markdown report: what to paste into the ticket in the morning. */
export function markdownReport(investigation: Investigation, playbook: Playbook): string {
  const conclusion = currentConclusion(investigation);
  const parts = [
    heading(investigation, conclusion),
    ...(conclusion === undefined
      ? ['_Not concluded yet._']
      : [evidence(conclusion), paths(conclusion), sourceSection(conclusion), advice(conclusion)]),
    podTable(investigation),
    steps(investigation, playbook),
    ...(conclusion === undefined ? [] : [provenance(conclusion)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(investigation: Investigation, conclusion: Conclusion | undefined): string {
  const workload = investigation.service?.workload;
  const place = [workload?.namespace, workload?.cluster].filter((part) => part !== undefined).join(' · ');
  const finding = conclusion?.finding;
  const title = finding === undefined ? `Memory of ${serviceName(investigation)}` : finding.title;
  const overview = investigation.overview;
  const facts = [
    `Service: **${plain(serviceName(investigation))}**${place === '' ? '' : ` · ${plain(place)}`}`,
    `Window: ${formatRange(investigation.range)}`,
    ...(investigation.pod === undefined ? [] : [`Pod: ${code(investigation.pod)}`]),
    ...(overview === undefined
      ? []
      : [
          `OOM kills: ${overview.killsUncounted === true ? 'not counted' : overview.kills} · restarts: ${overview.restartsUncounted === true ? 'not counted' : overview.restarts} · pods: ${overview.pods}`,
        ]),
    ...(overview?.limit === undefined ? [] : [`Limit: ${formatBytes(overview.limit)}`]),
    ...(conclusion?.revision === undefined ? [] : [`Revision: ${code(conclusion.revision)}`]),
    ...(finding === undefined ? [] : [`Finding: ${code(finding.kind)}, ${surenessOf(finding.confidence)}`]),
  ];
  return [`# ${plain(title)}`, '', ...facts.map((fact) => `- ${fact}`)].join('\n');
}

function evidence({ finding, picture, compareUrl, recurrence }: Conclusion): string {
  const lines = [
    ...finding.evidence.map((line) => `- ${plain(line)}`),
    ...(compareUrl === undefined ? [] : [`- What changed with that deploy: <${addressIn(compareUrl)}>`]),
    ...(recurrence === undefined
      ? []
      : [`- Same path as on ${formatInstant(recurrence.at)} UTC: ${plain(recurrence.title)}`]),
  ];
  const image = picture === undefined ? [] : ['', `![${plain(picture.alt)}](${picture.fileName})`];
  return lines.length + image.length === 0 ? '' : ['## Evidence', '', ...lines, ...image].join('\n');
}

function paths({ finding, links, compared }: Conclusion): string {
  if (finding.paths.length === 0) return '';
  const unit = finding.explained?.unit ?? 'bytes';
  const amount = (value: number) => formatAmount(value, unit);
  const rows = finding.paths.map((path, index) => {
    const { chain, location } = growthPathText(path);
    const top = path.frames[0];
    const url = top && links[`${top.file}:${top.line}`];
    const source = url === undefined ? plain(location) : link(url, location);
    return `| ${index + 1} | ${code(chain)} | ${source} | ${amount(path.base)} | ${amount(path.current)} | ${growthText(path, unit)} | ${formatShare(path.share)} |`;
  });
  const header = [
    `| | path | source | before | after | delta | ${partOfGrowth(compared)} |`,
    '|---|---|---|--:|--:|--:|--:|',
  ];
  const kept = finding.paths.flatMap((path, index) => {
    const text = growthPathText(path).kept;
    return text === undefined ? [] : [`- ${index + 1}: ${code(text)}`];
  });
  const what =
    kept.length === 0
      ? []
      : [
          '',
          kept.some((line) => line.includes(', kept by '))
            ? 'What grew there, and what keeps it where that is known:'
            : 'What grew there (what keeps it is not known):',
          '',
          ...kept,
        ];
  const how = unit === 'ppm' ? [partsSaid(compared), ''] : [];
  return ['## What grew', '', ...how, ...header, ...rows, ...what].join('\n');
}

function advice({ finding }: Conclusion): string {
  const lines = finding.advice.map((line, index) => `${index + 1}. ${plain(line)}`);
  return ['## What to do', '', ...lines, '', `**Proof:** ${plain(finding.proof)}`].join('\n');
}

function steps(investigation: Investigation, playbook: Playbook): string {
  const sections = currentSteps(investigation).flatMap((step) => {
    const question = playbook.steps.find((candidate) => candidate.id === step.id);
    if (question === undefined || step.facts === undefined) return [];
    const { judgement, picture, closeUp } = step.facts;
    const by =
      step.answer === undefined
        ? '_not answered_'
        : `**${question.labels[step.answer.value]}** (${step.answer.by.id}, ${formatInstant(step.answer.at)} UTC)`;
    return [
      `### ${plain(question.question(step.pod ?? 'a pod'))}`,
      '',
      ...askedBecause(investigation, step).flatMap((why) => [plain(why), '']),
      `${by} · Leakbot: ${judgement.answer}, ${surenessOf(judgement.confidence)}`,
      '',
      ...judgement.reasons.map((reason) => `- ${plain(reason)}`),
      ...[picture, closeUp].flatMap((shown) =>
        shown === undefined ? [] : ['', `![${plain(shown.alt)}](${shown.fileName})`],
      ),
      '',
    ];
  });
  return ['## Steps', '', ...sections].join('\n').trimEnd();
}

function comparedSides(compared: ComparedSnapshots): readonly string[] {
  const { base, current } = compared;
  const [from, to] = formatMoments(base.time, current.time);
  const source = code(current.snapshot.source);
  const taken =
    compared.alone === true
      ? [`- One recording: ${to} UTC, ${plain(current.caption)}, from ${source}; what was allocated since ${from} UTC`]
      : [
          `- Base: ${from} UTC, ${plain(base.caption)}, from ${code(base.snapshot.source)}`,
          `- Current: ${to} UTC, ${plain(current.caption)}, from ${source}`,
        ];
  return [...taken, `- Check it yourself: ${code(comparedFiles(compared).command)}`];
}

function provenance({ finding, compared, gaps }: Conclusion): string {
  const sides = compared === undefined ? [] : comparedSides(compared);
  const blind = gapsBeside(finding, gaps).map((gap) => `- Not seen: ${plain(gap.missing)} ${plain(gap.fix)}`);
  return sides.length + blind.length === 0 ? '' : ['## Where this comes from', '', ...sides, ...blind].join('\n');
}
