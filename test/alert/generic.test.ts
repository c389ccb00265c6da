import { describe, expect, test } from 'vitest';
import { readExpression } from '../../src/alert/generic/expression.ts';
import { genericSender } from '../../src/alert/generic/generic.ts';
import type { WebhookMapping } from '../../src/alert/generic/mapping.ts';
import { labelsInText } from '../../src/alert/labels-in-text.ts';
import { alertKind } from '../../src/alert/rules.ts';

const MAPPING: WebhookMapping = {
  name: 'our-monitor',
  alerts: 'events',
  id: 'key',
  status: "open ? 'firing' : 'resolved'",
  title: 'name',
  labels: 'tags',
  text: 'says',
  startsAt: 'at',
  url: 'link',
};

function read(body: unknown, changes: Partial<WebhookMapping> = {}) {
  const sender = genericSender({ ...MAPPING, ...changes }, { title: 'Ours', setUp: '' });
  return sender.read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
}

const EVENT = { key: 7, open: true, name: 'OOM', tags: { kube_namespace: 'prod' }, says: '', at: 1_700_000_000 };

test('any JSON becomes alerts by the expressions of a mapping', async () => {
  const second = {
    ...EVENT,
    key: 'b',
    open: false,
    at: '2026-11-23T03:04:05Z',
    says: 'pod markets-api-7d9f6c5b8-x2x4q',
  };
  expect(await read({ events: [EVENT, second] })).toMatchObject({
    alerts: [
      { fingerprint: 'generic/our-monitor:7', status: 'firing', startsAt: 1_700_000_000_000 },
      {
        fingerprint: 'generic/our-monitor:b',
        status: 'resolved',
        startsAt: Date.UTC(2026, 10, 23, 3, 4, 5),
        subject: { workload: { namespace: 'prod', name: 'markets-api' }, pod: 'markets-api-7d9f6c5b8-x2x4q' },
      },
    ],
    ignored: 0,
  });
});

test.each<[string, unknown, Partial<WebhookMapping>, RegExp]>([
  ['no alerts', { other: 1 }, {}, /^alerts: the mapping .* finds none/],
  ['no id', { events: { ...EVENT, key: null } }, {}, /^id: is missing/],
  ['no title', { events: { ...EVENT, name: ' ' } }, {}, /^title: is missing/],
  ['no time', { events: { ...EVENT, at: 'noon' } }, {}, /^startsAt: must be a time/],
  ['an expression that fails', { events: EVENT }, { labels: '$merge(1)' }, /^labels: /],
  ['one without an end', { events: EVENT }, { id: '($f := function() { $f() }; $f())' }, /^id: /],
])('%s is refused with the part that is wrong', async (_, body, changes, problem) => {
  expect(await read(body, changes)).toEqual({ kind: 'fault', problem: expect.stringMatching(problem) as string });
});

test('a sender’s test is no alert', async () => {
  expect(await read({ events: EVENT }, { test: "name = 'OOM'" })).toMatchObject({ alerts: [], test: true });
});

describe('an expression', () => {
  test.each([
    ['$match(text, /(a)(b?)/).match', ['ab', 'a']],
    ["$replace(text, /B/i, '-')", 'a- a'],
    ['$split(text, /\\s/)', ['ab', 'a']],
    ['$contains(text, /^b/)', false],
  ])('%s', async (source, expected) => {
    expect(JSON.parse(JSON.stringify(await readExpression(source).of({ text: 'ab a' })))).toEqual(expected);
  });

  test('that makes a backtracking engine try every way takes no time', async () => {
    const before = performance.now();
    expect(await readExpression('$contains(text, /(a+)+b/)').of({ text: 'a'.repeat(2_000) })).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  test('that makes a long list is ended', async () => {
    await expect(readExpression('[1..1000000]').of({})).rejects.toThrow(/sequence length/);
  });

  test.each(['a[', '$match(text, /(?=a)/)'])('%s is none', async (source) => {
    await expect(async () => readExpression(source).of({ text: 'a' })).rejects.toThrow();
  });
});

test.each([
  ['OOM namespace=prod, pod: "markets-api-0" other=x', { namespace: 'prod', pod: 'markets-api-0' }],
  ['[FIRING:1] OOM prod (markets-api-7d9f6c5b8-x2x4q warning)', { pod: 'markets-api-7d9f6c5b8-x2x4q' }],
  ['kube_namespace:prod kube_container_name:api', { namespace: 'prod', container: 'api' }],
  ['nothing of the kind', {}],
])('labels in %j', (text, labels) => expect(labelsInText(text)).toEqual(labels));
