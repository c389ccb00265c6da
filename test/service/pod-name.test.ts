import { expect, test } from 'vitest';
import { shortPodNames } from '../../src/service/pod-name.ts';

test.each([
  [
    ['redis-0', 'redis-1'],
    ['redis-0', 'redis-1'],
  ],
  [['eu-redis-0'], ['eu-redis-0']],
  [['feed-sync-2'], ['feed-sync-2']],
  [
    ['api-7d9f-x2x', 'api-7d9f-24689'],
    ['x2x', '7d9f-24689'],
  ],
  [['0'], ['0']],
  [
    ['edge-1.fra.example.net', 'edge-2.fra.example.net'],
    ['edge-1.fra.example.net', 'edge-2.fra.example.net'],
  ],
  [['db-7:9100 slot=blue-1'], ['db-7:9100 slot=blue-1']],
  [['db-7 slot=blue'], ['db-7 slot=blue']],
])('%j are %j', (pods, names) => {
  expect(pods.map((pod) => shortPodNames(pods).get(pod))).toEqual(names);
});
