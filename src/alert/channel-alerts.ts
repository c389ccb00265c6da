import { type Pattern, readPattern } from '../foundation/regular-expression.ts';
import { canonicalLabel } from './label-names.ts';
import { labelsInText } from './labels-in-text.ts';
import { linksOf, type Post, wordsOf } from './post.ts';
import type { PostedNotice } from './post-reader.ts';

/** Which messages of a channel are alerts, where their sender is none that Leakbot knows: `slackAlerts` in leakbot.yaml. */
export interface ChannelAlerts {
  readonly channel: string;
  /** An expression that is found in an alert's words. */
  readonly match: string;
  /** An expression whose named groups are labels: `(?<service>[a-z-]+)`, also `namespace`, `pod`, `container`, `cluster`. */
  readonly service?: string | undefined;
  /** An expression that is found in the words of one that is over. */
  readonly resolved?: string | undefined;
}

/** Reads a channel's messages by what the operator wrote; undefined for those that are none of its alerts. */
export function channelAlertReader(rule: ChannelAlerts): (post: Post) => PostedNotice | undefined {
  const match = readPattern(rule.match);
  const service = rule.service === undefined ? undefined : readPattern(rule.service);
  const resolved = readPattern(rule.resolved ?? RESOLVED);
  return (post) => {
    if (post.channel !== rule.channel) return undefined;
    const said = wordsOf(post).slice(0, LONGEST);
    if (match.find(said) === undefined) return undefined;
    return noticeOf(post, { said, service, over: resolved.find(said) !== undefined });
  };
}

const RESOLVED = '(?i)\\b(resolved|recovered|closed)\\b';
/** Characters of a message that are searched: Slack shows no more of one without a click. */
const LONGEST = 8_000;

function noticeOf(
  post: Post,
  { said, service, over }: { readonly said: string; readonly service: Pattern | undefined; readonly over: boolean },
): PostedNotice {
  const groups = Object.entries(service?.find(said) ?? {});
  const named = groups.flatMap(([name, value]) => (value === '' ? [] : [[labelFor(name), value] as const]));
  const title = [...post.attachments.map((each) => each.title), ...said.split('\n')].find((each) => each.trim() !== '');
  const labels = { ...labelsInText(said), ...Object.fromEntries(named) };
  return {
    id: `message: ${post.channel} ${named.length === 0 ? post.ts : JSON.stringify(named)}`,
    status: over ? 'resolved' : 'firing',
    names: [labels['alertname'] ?? (title ?? 'Memory alert').trim()],
    labels,
    url: linksOf(post)[0],
  };
}

/** What the operator calls a service is the workload itself, and goes before what else could be read. */
function labelFor(group: string): string {
  return group === 'service' ? 'workload' : canonicalLabel(group);
}
