import type { KnownBlock } from '@slack/types';
import type { CaptureOutcome } from '../../evidence/capture-outcome.ts';
import { assertNever } from '../../foundation/assert-never.ts';
import { type CaptureNote, isUnused } from '../../investigation/state/captures.ts';
import { currentConclusion, type Investigation } from '../../investigation/state/investigation.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatShare } from '../../measurement/share.ts';
import { clip, clock, code, escapeText, person } from '../text.ts';
import { button } from './button.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, section } from './message.ts';
import { podName } from './pod-name.ts';

/** Profiles that someone asked for, in one message from the wish to what came of it. */
export function captureMessage(investigation: Investigation, note: CaptureNote): ComposedMessage {
  const { capture, by } = note;
  const { state, confirmedBy } = capture;
  const pod = code(podName(investigation, capture.pod));
  const asked = person(confirmedBy ?? by);
  switch (state.kind) {
    case 'running':
      return message(`📸 Taking a heap and a goroutine profile of ${pod} … · ${asked} · ${clock(note.at)}`);
    case 'at-limit':
      return message(
        `⚠️ ${pod} stands at ${formatShare(state.share)} of its limit: collecting garbage for a profile can kill it. Capture all the same? · ${asked}`,
        warningButtons(investigation, note),
      );
    case 'declined':
      return message(
        `No profiles of ${pod} were taken: it stood at its limit · ${person(state.by)} · ${clock(state.at)}`,
      );
    case 'captured':
      return message(
        `📸 Profiles of ${pod}: ${sizes(state)} · ${asked} · ${clock(state.at)}`,
        faultLines(state.faults),
        use(investigation, note),
      );
    case 'failed':
      return message(`❌ No profiles of ${pod} · ${asked} · ${clock(state.at)}`, faultLines(state.faults));
    case 'interrupted':
      return message(
        `❌ Not done: I was restarted before the profiles of ${pod} were taken · asked by ${asked} · ${clock(note.at)}. “Capture profiles now” tries again.`,
      );
    default:
      return assertNever(state);
  }
}

/** `heap 41 KiB (after garbage collection), goroutine 3 KiB` */
function sizes({ profiles }: Extract<CaptureOutcome, { kind: 'captured' }>): string {
  const each = profiles.map(({ kind, bytes }) => {
    const collected = kind === 'heap' ? ' (after garbage collection)' : '';
    return `${kind} ${formatBytes(bytes)}${collected}`;
  });
  return each.join(', ');
}

/** What the new profiles are good for: the report that comes, or another one instead of that which stands. */
function use(investigation: Investigation, { capture }: CaptureNote): readonly KnownBlock[] {
  const unused = isUnused(investigation, capture);
  if (investigation.status === 'asking' && !unused) return [context('The report will use them.')];
  if (investigation.status !== 'concluded' || !unused) return [];
  const lacking = currentConclusion(investigation)?.gaps.some(({ about }) => about === 'profiles') === true;
  const hint = 'A comparison needs two of one container run: if these are its first, capture again once memory grew.';
  const look = button('Look again with them', { kind: 'fresh-look' }, investigation);
  return [...(lacking ? [context(hint)] : []), { type: 'actions', elements: [look] }];
}

function warningButtons(investigation: Investigation, { key }: CaptureNote): readonly KnownBlock[] {
  if (investigation.status === 'cancelled') return [];
  const anyway = button('Capture all the same', { kind: 'capture-anyway', capture: key }, investigation);
  const not = button('Leave it', { kind: 'capture-not', capture: key }, investigation);
  return [{ type: 'actions', elements: [{ ...anyway, style: 'danger' }, not] }];
}

function faultLines(faults: readonly { readonly missing: string; readonly fix: string }[]): readonly KnownBlock[] {
  if (faults.length === 0) return [];
  return [context(faults.map(({ missing, fix }) => `⚠️ ${escapeText(missing)} ${escapeText(fix)}`).join('\n'))];
}

function message(text: string, ...rest: readonly (readonly KnownBlock[])[]): ComposedMessage {
  return { text: clip(text, LIMITS.text), blocks: [section(text), ...rest.flat()] };
}
