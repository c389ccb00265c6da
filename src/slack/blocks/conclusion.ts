import type { KnownBlock } from '@slack/types';
import { beganText } from '../../diagnosis/began.ts';
import { surenessOf } from '../../diagnosis/confidence.ts';
import { type Finding, gapsBeside } from '../../diagnosis/finding.ts';
import { tellingPaths } from '../../diagnosis/telling-paths.ts';
import { visitedProcess } from '../../investigation/state/captures.ts';
import {
  type ComparedSnapshots,
  type Conclusion,
  currentSteps,
  type Investigation,
} from '../../investigation/state/investigation.ts';
import type { AmountUnit } from '../../measurement/amount.ts';
import { countOf } from '../../measurement/share.ts';
import { growthPathText, growthText } from '../../presentation/growth-path.ts';
import type { GrowthPath } from '../../profile/comparison.ts';
import { gitRevision, shortRevision } from '../../service/revision.ts';
import { bold, clip, clock, code, escapeText, link, moment, person } from '../text.ts';
import { button } from './button.ts';
import { beganLine, proofLine, recurrenceLine } from './history-lines.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, pictureBlock, section } from './message.ts';
import { muteMenu } from './mute-menu.ts';
import { sourceBlocks } from './source.ts';

interface ConclusionOptions {
  readonly canLookFurther: boolean;
  /** The thread of the earlier investigation that found the same path, where its address is known. */
  readonly earlierThread?: string | undefined;
}

/** The report as the thread shows it: verdict, picture, paths with links, what to do, what would prove it. */
export function conclusionMessage(
  investigation: Investigation,
  conclusion: Conclusion,
  options: ConclusionOptions,
): ComposedMessage {
  const { finding, superseded } = conclusion;
  if (superseded !== undefined) {
    const text = `~${escapeText(finding.title)}~ Superseded by ${escapeText(superseded.because)} · ${person(superseded.by)} · ${clock(superseded.at)}`;
    return { text: clip(text, LIMITS.text), blocks: [section(text)] };
  }
  const title = `${bold(finding.title)} (${surenessOf(finding.confidence)})`;
  const blocks = [
    section(
      [
        title,
        ...newEvidence(investigation, finding).map(escapeText),
        ...recurrenceLine(conclusion, options.earlierThread),
      ].join('\n'),
    ),
    ...pictureBlock(conclusion.picture),
    ...pathsSection(conclusion),
    ...sourceBlocks(conclusion),
    section([...beganLine(conclusion), ...adviceLines(finding.advice), proofLine(conclusion)].join('\n')),
    ...gapsContext(conclusion),
    buttons(investigation, conclusion, options),
  ];
  return {
    text: clip(`${escapeText(finding.title)} (${surenessOf(finding.confidence)})`, LIMITS.text),
    blocks,
    broadcast: conclusion.key === '1' && finding.confidence > 0,
  };
}

/**
 * What the steps above have not said already, after the line that decided: the conclusion also stands in the channel,
 * where no one saw the steps. The report has every line.
 */
function newEvidence(investigation: Investigation, finding: Finding): readonly string[] {
  const steps = currentSteps(investigation);
  const deciding = steps.findLast((step) => step.answer?.value === 'yes') ?? steps[0];
  const said = new Set(steps.filter((step) => step !== deciding).map((step) => step.facts?.judgement.headline));
  // Said with the deploy's link below.
  const began = finding.began && beganText(finding.began);
  return finding.evidence.filter((line) => !said.has(line) && line !== began);
}

function pathsSection(conclusion: Conclusion): readonly KnownBlock[] {
  const { paths, explained } = conclusion.finding;
  if (paths.length === 0) return [];
  const unit = explained?.unit ?? 'bytes';
  const lines = tellingPaths(paths).map((path, index) => pathLine(path, { index, unit, conclusion }));
  const rest = paths.length - lines.length;
  const more = rest > 0 ? [`_and ${countOf(rest, 'smaller one')} in the report_`] : [];
  return [section([...lines, ...more].join('\n'))];
}

function pathLine(
  path: GrowthPath,
  { index, unit, conclusion }: { index: number; unit: AmountUnit; conclusion: Conclusion },
): string {
  const { chain, location, kept } = growthPathText(path);
  const delta = growthText(path, unit);
  const top = path.frames[0];
  const url = top && conclusion.links[`${top.file}:${top.line}`];
  // A dependency is linked at its own version, which its address shows.
  const running = gitRevision(conclusion.revision ?? '');
  const revision = running !== '' && url?.includes(running) === true ? ` at ${code(shortRevision(running))}` : '';
  const source = url === undefined ? bold(location) : `*${link(url, location)}*${revision}`;
  const held = kept === undefined || index > 0 ? '' : `\n      ${code(kept)}`;
  return `*${index + 1}*  ${delta}  ${code(chain)} — ${source}${held}`;
}

/** `Now: roll back …` with its first word strong: what to do at once, and what to fix, differ at a glance. */
function adviceLines(advice: readonly string[]): readonly string[] {
  return advice.map((line) => escapeText(line).replace(/^(Now|Fix|Then):/, '*$1:*'));
}

function gapsContext(conclusion: Conclusion): readonly KnownBlock[] {
  const { compared } = conclusion;
  const sides = compared === undefined ? [] : [`${comparedSaid(compared)} from ${escapeText(sourcesOf(compared))}.`];
  const gaps = gapsBeside(conclusion.finding, conclusion.gaps).map(
    (gap) => `⚠️ ${escapeText(gap.missing)} ${escapeText(gap.fix)}`,
  );
  return [context([...sides, ...gaps, 'Was this right? 👍 or 👎 informs whoever runs me.'].join('\n'))];
}

function comparedSaid({ base, current, alone }: ComparedSnapshots): string {
  const last = `${moment(current.time)} (${escapeText(current.caption)})`;
  return alone === true
    ? `One recording of ${last}: what in it was allocated since ${moment(base.time)}. Profiles`
    : `Compared ${moment(base.time)} (${escapeText(base.caption)}) with ${last}. Profiles`;
}

function sourcesOf({ base, current }: ComparedSnapshots): string {
  return [...new Set([base.snapshot.source, current.snapshot.source])].join(' and ');
}

/** Where profiles are what is missing, and the collector can have them. */
function canCapture(investigation: Investigation, { finding, gaps }: Conclusion): boolean {
  const wanted = finding.kind === 'not-enough-data' || gaps.some(({ about }) => about === 'profiles');
  return wanted && visitedProcess(investigation) !== undefined;
}

function buttons(investigation: Investigation, conclusion: Conclusion, options: ConclusionOptions): KnownBlock {
  const { ratings = [] } = conclusion;
  const { key } = conclusion;
  const rating = (right: boolean) => {
    const said = ratings.filter((each) => each.right === right).length;
    const text = `${right ? '👍' : '👎'}${said === 0 ? '' : ` ${said}`}`;
    return {
      ...button(text, { kind: 'rate', conclusion: key, right }, investigation),
      accessibility_label: right ? 'This was right' : 'This was wrong',
    };
  };
  return {
    type: 'actions',
    elements: [
      button('Files', { kind: 'report' }, investigation),
      button('Draft issue', { kind: 'draft-issue', conclusion: key }, investigation),
      ...(canCapture(investigation, conclusion)
        ? [button('Capture profiles now', { kind: 'capture', step: '' }, investigation)]
        : []),
      ...(options.canLookFurther ? [button('Look further', { kind: 'look-further' }, investigation)] : []),
      rating(true),
      rating(false),
      muteMenu(investigation),
    ],
  };
}
