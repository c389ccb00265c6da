import type { ActionsBlockElement, KnownBlock, PlainTextOption } from '@slack/types';
import { surenessOf } from '../../diagnosis/confidence.ts';
import type { Answer } from '../../diagnosis/judgement.ts';
import { askedBecause } from '../../investigation/state/asked-because.ts';
import { visitedProcess } from '../../investigation/state/captures.ts';
import {
  currentSteps,
  type Investigation,
  type PodChoice,
  type Step,
  type StepFacts,
} from '../../investigation/state/investigation.ts';
import type { PlaybookStep } from '../../playbook/step.ts';
import { bold, clip, clock, escapeText, person, plainLine } from '../text.ts';
import { ACTIONS, writeOption } from './action-ids.ts';
import { button } from './button.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, pictureBlock, section } from './message.ts';
import { MORE } from './more.ts';
import { podName } from './pod-name.ts';

/** One question: asked with buttons, answered with who and when, or history. */
export function stepMessage(
  investigation: Investigation,
  step: Step,
  question: PlaybookStep,
): ComposedMessage | undefined {
  const pod = podName(investigation, step.pod ?? investigation.pod);
  switch (step.status) {
    case 'observing': {
      const doing = investigation.status === 'cancelled' ? 'Cancelled: this question is closed.' : 'Looking again …';
      return step.facts && message(`${bold(question.question(pod))} ${doing}`, [...pictureBlock(step.facts.picture)]);
    }
    case 'asked':
      return asked(investigation, { step, question, pod });
    case 'answered':
      return answered(investigation, { step, question, pod });
    case 'superseded': {
      const said = step.answer === undefined ? '' : ` ${mark(step.answer.value, question)} · ${person(step.answer.by)}`;
      const why = `Superseded by ${escapeText(step.because)} · ${person(step.by)} · ${clock(step.at)}`;
      return message(`~${escapeText(question.question(pod))}~${said} · ${why}`, []);
    }
  }
}

interface Asked {
  readonly step: Extract<Step, { status: 'asked' }>;
  readonly question: PlaybookStep;
  readonly pod: string;
}

function asked(investigation: Investigation, { step, question, pod }: Asked): ComposedMessage {
  const { judgement } = step.facts;
  const verdict = verdictOf(step.facts);
  const text = `${bold(question.question(pod))} ${verdict}`;
  const cancelled = investigation.status === 'cancelled';
  return {
    text: clip(`${verdictWord(judgement.answer)}: ${escapeText(judgement.headline)}`, LIMITS.text),
    blocks: [
      section([...askedBecause(investigation, step).map(escapeText), text].join('\n')),
      ...pictureBlock(step.facts.picture),
      ...pictureBlock(step.facts.closeUp),
      ...reasonsOf(step.facts),
      ...gapLines(step.facts),
      ...(cancelled
        ? [context('Cancelled: this question is closed.')]
        : [choices(investigation, { step, question, pod })]),
    ],
  };
}

/** `I'd say *Yes* (very sure): x2x climbs 62 MiB/h in each of 4 container runs and is killed at the limit.` */
function verdictOf({ judgement }: StepFacts): string {
  const headline = escapeText(judgement.headline.replace(/\.$/, ''));
  if (judgement.answer === 'unclear') return `I can't say: ${headline}.`;
  return `I'd say *${verdictWord(judgement.answer)}* (${surenessOf(judgement.confidence)}): ${headline}.`;
}

/** The figures behind the verdict, smaller: the picture and the verdict must fit a phone's screen. */
function reasonsOf({ judgement }: StepFacts): readonly KnownBlock[] {
  const reasons = judgement.reasons.filter((reason) => !judgement.headline.includes(reason.replace(/\.$/, '')));
  return reasons.length === 0 ? [] : [context(reasons.map(escapeText).join(' '))];
}

function verdictWord(answer: Answer): string {
  return answer === 'yes' ? 'Yes' : answer === 'no' ? 'No' : 'Unclear';
}

interface Answered {
  readonly step: Extract<Step, { status: 'answered' }>;
  readonly question: PlaybookStep;
  readonly pod: string;
}

function answered(investigation: Investigation, { step, question, pod }: Answered): ComposedMessage {
  const { answer, facts } = step;
  const line = `${bold(question.settled[answer.value](pod))} ${mark(answer.value, question)} · ${person(answer.by)} · ${clock(answer.at)}`;
  const against =
    facts.judgement.answer !== 'unclear' && answer.value !== 'unclear' && facts.judgement.answer !== answer.value
      ? [
          context(
            `I would have said ${verdictWord(facts.judgement.answer)}: ${escapeText(facts.judgement.headline.replace(/\.$/, ''))}.`,
          ),
        ]
      : [];
  const change: KnownBlock = {
    ...(section(line) as Extract<KnownBlock, { type: 'section' }>),
    accessory: button('Change', { kind: 'change', step: step.key }, investigation),
  };
  const open = investigation.status !== 'cancelled';
  return {
    text: clip(line, LIMITS.text),
    blocks: [open ? change : section(line), ...pictureBlock(facts.picture), ...against],
  };
}

function mark(answer: Answer, question: PlaybookStep): string {
  return `✓ ${escapeText(question.labels[answer])}`;
}

/** One row: the pod menu where the step has one, the three answers, and what else can be done behind ⋯. */
function choices(investigation: Investigation, { step, question }: Asked): KnownBlock {
  const recommended = step.facts.judgement.answer;
  const answerButton = (answer: Answer): ActionsBlockElement => ({
    ...button(
      clip(question.labels[answer], LIMITS.buttonText),
      { kind: 'answer', step: step.key, answer },
      investigation,
    ),
    ...(answer === recommended && answer !== 'unclear' ? { style: 'primary' } : {}),
  });
  const menu = podMenu(step.facts.pods ?? [], {
    investigation: investigation.id,
    step: step.key,
    chosen: investigation.pod,
  });
  return {
    type: 'actions',
    elements: [
      ...menu,
      answerButton('yes'),
      answerButton('no'),
      answerButton('unclear'),
      { type: 'overflow', action_id: ACTIONS.more, options: moreOptions(investigation, step) },
    ],
  };
}

function podMenu(
  pods: readonly PodChoice[],
  at: { readonly investigation: string; readonly step: string; readonly chosen: string | undefined },
): readonly ActionsBlockElement[] {
  if (pods.length < 2) return [];
  // The address does not fit beside a long pod name (150 characters): the message itself shows which step it is.
  const options = pods.slice(0, LIMITS.options).map(
    ({ pod, caption }): PlainTextOption => ({
      text: { type: 'plain_text', text: plainLine(caption, LIMITS.optionText) },
      value: clip(pod, LIMITS.optionValue),
    }),
  );
  const initial = options.find((option) => option.value === at.chosen);
  return [
    {
      type: 'static_select',
      action_id: ACTIONS.pod,
      placeholder: { type: 'plain_text', text: 'Pod' },
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  ];
}

/** Slack takes five options: where profiles can be captured, the longest window is left to the first question. */
function moreOptions(investigation: Investigation, step: Step): PlainTextOption[] {
  const first = currentSteps(investigation)[0]?.key === step.key;
  const left = !first && visitedProcess(investigation) !== undefined ? MORE.week : MORE.capture;
  const offered = Object.values(MORE).filter((option) => option !== left);
  return offered.map(({ wish, text }) => ({
    text: { type: 'plain_text', text },
    value: writeOption(wish, { investigation: investigation.id, step: step.key }),
  }));
}

function gapLines(facts: StepFacts): readonly KnownBlock[] {
  if (facts.gaps.length === 0) return [];
  return [context(facts.gaps.map((gap) => `⚠️ ${escapeText(gap.missing)} ${escapeText(gap.fix)}`).join('\n'))];
}

function message(text: string, rest: ComposedMessage['blocks']): ComposedMessage {
  return { text: clip(text, LIMITS.text), blocks: [section(text), ...rest] };
}
