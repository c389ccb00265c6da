import type { Instant } from '../foundation/clock.ts';
import { withoutInvisible } from '../foundation/invisible.ts';
import { formatClock, formatInstant } from '../measurement/time.ts';

/** Invisible, and no part of a word: the sign before it and the word behind it are no mention. */
const APART = '\u2060';

/**
 * Makes text from outside safe to stand in mrkdwn: no mention, link or date can be smuggled in by a label.
 * (Slack's own rule: only `& < >` are to be escaped. What it would make of a bare address, `mrkdwn` in `blocks/message.ts`
 * forbids.)
 */
export function escapeText(text: string): string {
  return withoutInvisible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=(?:channel|everyone|group|here)\b)/gi, `@${APART}`);
}

/** Text from outside where Slack reads no markup: a menu's option, an alternative text, a field of a form. One line. */
export function plainLine(text: string, limit: number): string {
  return clip(withoutInvisible(text).replace(/\s+/g, ' '), limit);
}

/** What Slack escaped, as it was written. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Inline code; a backtick inside would end it. */
export function code(text: string): string {
  return `\`${escapeText(text).replaceAll('`', 'ˋ')}\``;
}

/**
 * Lines as a block of code, within a limit: lines that do not fit are left out, the block is always closed. Three
 * backticks inside would close it.
 */
export function codeBlock(lines: readonly string[], limit: number): string {
  const escaped = lines.map((line) => escapeText(line).replace(/`{3,}/g, (run) => 'ˋ'.repeat(run.length)));
  const fence = '```';
  const kept: string[] = [];
  let room = limit - 2 * (fence.length + 1);
  for (const line of escaped) {
    if (line.length + 1 > room) break;
    kept.push(line);
    room -= line.length + 1;
  }
  return [fence, ...kept, fence].join('\n');
}

export function bold(text: string): string {
  return `*${escapeText(text).replaceAll('*', '∗')}*`;
}

export function link(url: string, text: string): string {
  // Addresses come encoded; only what would end the link early is encoded here.
  const address = withoutInvisible(url)
    .replace(/[|<>\s`]/g, encodeURIComponent)
    .replaceAll('&', '&amp;');
  return `<${address}|${escapeText(text)}>`;
}

export function person(by: { readonly id: string }): string {
  return by.id === 'leakbot' ? 'Leakbot' : `<@${by.id}>`;
}

/** A moment in the reader's own zone, with the UTC time for clients that cannot: `22 Nov, 13:12`. */
export function moment(time: Instant): string {
  return dateMarkup(time, '{date_short_pretty} {time}', `${formatInstant(time)} UTC`);
}

/** Only the time of day, for what happened today. */
export function clock(time: Instant): string {
  return dateMarkup(time, '{time}', `${formatClock(time)} UTC`);
}

function dateMarkup(time: Instant, format: string, fallback: string): string {
  return `<!date^${Math.floor(time / 1000)}^${format}|${fallback}>`;
}

/** Cuts to Slack's limits with a visible mark; never through an escaped character or a link. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = text.slice(0, limit - 1);
  const opened = room.lastIndexOf('<') > room.lastIndexOf('>') ? room.lastIndexOf('<') : room.length;
  const entity = /&[a-z]{0,4}$/.exec(room.slice(0, opened));
  return `${room.slice(0, entity === null ? opened : entity.index)}…`;
}
