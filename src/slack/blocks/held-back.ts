import type { KnownBlock, PlainTextOption } from '@slack/types';
import type { Announcement, HeldBackSummary } from '../../investigation/silence/announcement.ts';
import { countOf } from '../../measurement/share.ts';
import { clip, code, escapeText, moment, person, plainLine } from '../text.ts';
import { inSections } from './digest.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, section } from './message.ts';

/** Chosen in it, a service is looked at in a thread of its own, and the message stays; it belongs to no investigation. */
export const LOOK_AT_HELD_BACK = 'look-at-held-back';

/** `3 OOM kills, 1 warning; the last 24 Nov, 03:12; 2 fire still` */
export function heldBackFacts({ fired, kills, firing, lastAt }: HeldBackSummary): string {
  const counts = [
    ...(kills === 0 ? [] : [countOf(kills, 'OOM kill')]),
    ...(fired === kills ? [] : [countOf(fired - kills, 'warning')]),
  ].join(', ');
  const goesOn = firing === 0 ? '' : firing === 1 ? '; 1 fires still' : `; ${firing} fire still`;
  return `${counts}; ${fired === 1 ? '' : 'the last '}${moment(lastAt)}${goesOn}`;
}

/** What opened no thread while it was muted or quiet: one line a workload, the worst first, and a menu to look at one. */
export function heldBackMessage({ why, workloads, endedBy }: Announcement): ComposedMessage {
  const alerts = countOf(
    workloads.reduce((sum, { fired }) => sum + fired, 0),
    'alert',
  );
  const of = workloads.length === 1 ? 'one workload' : countOf(workloads.length, 'workload');
  const when = why === 'quiet-hours' ? 'In the quiet hours' : 'While muted';
  const by = endedBy === undefined ? '' : ` · unmuted by ${person(endedBy)}`;
  const first = workloads[0];
  const worst = first === undefined ? '' : `: ${escapeText(first.name)}${workloads.length === 1 ? '' : ' and others'}`;
  return {
    text: clip(`🔔 ${when}: ${alerts} of ${of}, no thread was opened${worst}`, LIMITS.text),
    blocks: [
      section(
        `🔔 *${when}: ${alerts} of ${of}*, no thread was opened${workloads.length > 1 ? ', worst first' : ''}${by}`,
      ),
      ...inSections(workloads.map(lineOf)).map(section),
      ...lookMenu(workloads),
    ],
  };
}

/** A name longer than this would not leave room for the others. */
const NAME_LENGTH = 60;

/** Names of rules in one line: most workloads have one or two. */
const RULES_SHOWN = 2;

function lineOf(workload: HeldBackSummary): string {
  const { name, service, rules } = workload;
  const more = rules.length > RULES_SHOWN ? ` and ${rules.length - RULES_SHOWN} more` : '';
  const alerts = service
    ? ` (${rules.slice(0, RULES_SHOWN).map(escapeText).join(', ')}${more})`
    : ', of an unknown service';
  return `• ${code(clip(name, NAME_LENGTH))} · ${heldBackFacts(workload)}${clip(alerts, LIMITS.optionValue)}`;
}

function lookMenu(workloads: readonly HeldBackSummary[]): readonly KnownBlock[] {
  const options = workloads.flatMap(({ name, service }): readonly PlainTextOption[] =>
    service
      ? [
          {
            text: { type: 'plain_text', text: plainLine(name, LIMITS.optionText) },
            value: clip(name, LIMITS.optionValue),
          },
        ]
      : [],
  );
  if (options.length === 0) return [];
  return [
    {
      type: 'actions',
      elements: [
        {
          type: 'static_select',
          action_id: LOOK_AT_HELD_BACK,
          placeholder: { type: 'plain_text', text: 'Look at one now' },
          options: options.slice(0, LIMITS.options),
        },
      ],
    },
  ];
}
