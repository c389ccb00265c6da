import { describe, expect, test } from 'vitest';
import { cronJobOf, isPodOf, likelyOwner, podPattern } from '../../src/service/pod-owner.ts';

/** `n` letters that end like a workload's name does. */
const longName = (length: number) =>
  `${'payments-ledger-reconciliation-batch-settlement-worker-for-eu'.slice(0, length - 1)}x`;

describe('whose pod a name is', () => {
  test.each([
    ['api-7c9f8d6b5-x2kqd', 'api', true],
    ['api-7c9f8d6b54-x2kqd', 'api', true],
    ['api-worker-6d5f7c8b9-k2xqz', 'api', false],
    ['api-worker-6d5f7c8b9-k2xqz', 'api-worker', true],
    // A DaemonSet called api-db cannot pass for the Deployment api: `db` is too short for a hash.
    ['api-db-x2kqd', 'api', false],
    ['api-db-x2kqd', 'api-db', true],
    // A hash has no `x`, no `2` and no vowel.
    ['api-x2zkqdlmn-x2kqd', 'api', false],
    ['kafka-2', 'kafka', true],
    ['kafka-broker-2', 'kafka', false],
    ['nightly-29381340-x7k2p', 'nightly', true],
    ['nightly-2938134000-x7k2p', 'nightly', true],
    ['render-17-x7k2p', 'render', true],
    ['api', 'api', false],
    ['ap.i-7c9f8d6b5-x2kqd', 'ap.i', true],
    ['apxi-7c9f8d6b5-x2kqd', 'ap.i', false],
  ])('%s of %s: %s', (pod, workload, expected) => expect(isPodOf(pod, workload)).toBe(expected));

  // The API server cuts the generated base at 58 characters and puts five letters behind it.
  test.each([46, 48, 50, 52, 55, 57, 58, 60])('a Deployment with a name of %i characters', (length) => {
    const name = longName(length);
    const pod = `${`${name}-7c9f8d6b54-`.slice(0, 58)}x2kqd`;
    expect(pod.length).toBeLessThanOrEqual(63);
    expect(isPodOf(pod, name)).toBe(true);
    expect(isPodOf(pod, 'payments-ledger')).toBe(false);
  });

  test('a base that needed no cut has none', () => {
    const name = longName(50);
    expect(isPodOf(`${name}x2kqd`, name, 'Deployment')).toBe(false);
    expect(isPodOf(`${name}-7c9x2kqd`, name, 'Deployment')).toBe(false);
  });
});

test.each([
  ['markets-api-7d9f6c5b8-x2x4q', 'Deployment markets-api'],
  ['kafka-2', 'StatefulSet kafka'],
  ['nightly-29381340-x7k2p', 'CronJob nightly'],
  ['node-agent-x7k2p', 'Job node-agent'],
  ['markets-api', undefined],
])('the likeliest owner of %s is %s', (pod, expected) => {
  const owner = likelyOwner(pod);
  expect(owner && `${owner.kind} ${owner.name}`).toBe(expected);
});

test('a pattern matches what the test of one name does', () => {
  const pattern = new RegExp(`^(?:${podPattern('api')})$`);
  expect(['api-7c9f8d6b5-x2kqd', 'api-0', 'api-x2kqd'].filter((pod) => pattern.test(pod))).toHaveLength(3);
  expect(pattern.test('api-worker-6d5f7c8b9-k2xqz')).toBe(false);
});

test('a run of a CronJob', () => {
  expect(cronJobOf('nightly-29381340')).toBe('nightly');
  expect(cronJobOf('nightly')).toBeUndefined();
});
