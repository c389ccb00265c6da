import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PostOutcome, postReading } from '../../src/alert/posts.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { POST_READERS } from '../../src/alert/senders.ts';
import { aPost, POD, POSTS, type PostSituation } from './posts.ts';

const read = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });

/** `alertmanager oom-kill ?/markets-api x2x4q`, `ignored grafana`, `other`. */
function outcomeText(outcome: PostOutcome): string {
  if (outcome.kind === 'other') return 'other';
  if (outcome.kind === 'ignored') return `ignored ${outcome.source}`;
  const { source, kind, status, subject } = outcome.alert;
  const of = subject.workload === undefined ? '?' : `${subject.workload.namespace ?? '?'}/${subject.workload.name}`;
  const pod = subject.pod === undefined ? [] : [subject.pod === POD ? 'pod' : subject.pod];
  return [source, kind, ...(status === 'resolved' ? [status] : []), of, ...pod].join(' ');
}

const SITUATIONS: readonly PostSituation[] = [
  'fired',
  'repeated',
  'resolved',
  'edited',
  'grouped',
  'truncated',
  'test',
  'other',
];

test('what becomes of the messages that each sender posts into Slack', () => {
  const rows = Object.entries(POSTS).flatMap(([name, posts]) =>
    SITUATIONS.flatMap((situation) => {
      const post = posts[situation];
      return post === undefined ? [] : [`${name} | ${situation} | ${outcomeText(read(post))}`];
    }),
  );
  expect(rows.join('\n')).toBe(
    `
alertmanager | fired | alertmanager oom-kill ?/markets-api pod
alertmanager | repeated | alertmanager oom-kill ?/markets-api pod
alertmanager | resolved | alertmanager oom-kill resolved ?/markets-api pod
alertmanager | edited | alertmanager oom-kill resolved ?/markets-api pod
alertmanager | grouped | alertmanager oom-kill ?
alertmanager | truncated | alertmanager oom-kill ?/markets-api pod
alertmanager | other | ignored alertmanager
grafana | fired | grafana oom-kill prod/markets-api pod
grafana | repeated | grafana oom-kill prod/markets-api pod
grafana | resolved | grafana oom-kill resolved prod/markets-api pod
grafana | edited | grafana oom-kill resolved prod/markets-api pod
grafana | grouped | grafana oom-kill prod/markets-api pod
grafana | truncated | grafana oom-kill prod/markets-api
grafana | test | ignored grafana
grafana | other | ignored grafana
grafana (legacy) | fired | grafana oom-kill prod/markets-api pod
grafana (legacy) | repeated | grafana oom-kill prod/markets-api pod
grafana (legacy) | resolved | grafana oom-kill resolved prod/markets-api pod
grafana (legacy) | grouped | grafana oom-kill prod/markets-api pod
grafana (legacy) | truncated | grafana oom-kill prod/markets-api pod
grafana (legacy) | test | ignored grafana
grafana (legacy) | other | ignored grafana
pagerduty | fired | pagerduty oom-kill prod/markets-api pod
pagerduty | repeated | pagerduty oom-kill prod/markets-api pod
pagerduty | resolved | pagerduty oom-kill resolved prod/markets-api pod
pagerduty | edited | pagerduty oom-kill resolved prod/markets-api pod
pagerduty | truncated | pagerduty oom-kill prod/markets-api pod
pagerduty | other | ignored pagerduty
datadog | fired | datadog oom-kill prod/markets-api pod
datadog | repeated | datadog oom-kill prod/markets-api pod
datadog | resolved | datadog oom-kill resolved prod/markets-api pod
datadog | test | ignored datadog
datadog | other | ignored datadog
generic/opsgenie | fired | generic/opsgenie oom-kill ?/markets-api pod
generic/opsgenie | resolved | generic/opsgenie oom-kill resolved ?/markets-api pod
generic/opsgenie | edited | generic/opsgenie oom-kill resolved ?/markets-api pod
generic/opsgenie | truncated | generic/opsgenie oom-kill ?/markets-api pod
generic/opsgenie | other | ignored generic/opsgenie
robusta | fired | robusta oom-kill prod/markets-api pod
robusta | repeated | robusta oom-kill prod/markets-api pod
robusta | resolved | robusta oom-kill resolved prod/markets-api pod
robusta | other | ignored robusta
`.trim(),
  );
});

describe.each(Object.keys(POSTS))('%s', (name) => {
  const { fired, repeated, resolved, edited } = POSTS[name] ?? { fired: aPost() };

  test('names one alert alike when it fires, is repeated, is edited and is over', () => {
    const ids = [fired, repeated, edited, resolved].flatMap((post) => {
      const outcome = post && read(post);
      return outcome?.kind === 'alert' ? [outcome.alert.fingerprint] : [];
    });
    expect(new Set(ids).size).toBe(1);
    expect(ids.length).toBeGreaterThan(1);
  });

  test('is read in the same way whatever else its texts hold, or not at all', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const outcome = read({ ...fired, text: `${before}${fired.text}${after}`, blocks: `${fired.blocks}\n${after}` });
        if (outcome.kind === 'alert') expect(outcome.alert.name.trim()).not.toBe('');
      }),
      { numRuns: 100 },
    );
  });
});

test('a reply in a thread may end an alert, and begins none', () => {
  const { fired, resolved } = POSTS['pagerduty'] ?? { fired: aPost() };
  expect(outcomeText(read({ ...fired, reply: true }))).toBe('ignored pagerduty');
  expect(resolved && outcomeText(read({ ...resolved, reply: true }))).toContain('resolved');
});

describe('slackAlerts', () => {
  const rule = { channel: 'C0ALERTS', match: 'was OOMKilled', service: '(?<service>[a-z-]+) was OOMKilled' };
  const own = postReading({ readers: POST_READERS, channels: [rule], kindOf: alertKind });

  test.each([
    [
      'an alert by its words',
      aPost({ text: 'prod: markets-api was OOMKilled again' }),
      'message oom-kill ?/markets-api',
    ],
    [
      'one that is over',
      aPost({ text: 'Resolved: markets-api was OOMKilled' }),
      'message oom-kill resolved ?/markets-api',
    ],
    ['another message of the channel', aPost({ text: 'markets-api was deployed' }), 'other'],
    ['the same words elsewhere', aPost({ channel: 'C0OTHER', text: 'markets-api was OOMKilled' }), 'other'],
    [
      'what a sender posts that Leakbot knows, with the service as the channel names it',
      { ...(POSTS['robusta']?.other ?? aPost()), text: 'HighLatency: cache was OOMKilled' },
      'robusta oom-kill prod/cache pod',
    ],
  ])('%s', (_, post, expected) => {
    expect(outcomeText(own(post))).toBe(expected);
  });
});
