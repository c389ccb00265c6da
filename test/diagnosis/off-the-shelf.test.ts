import { expect, test } from 'vitest';
import { offTheShelf, operatorCan } from '../../src/diagnosis/off-the-shelf.ts';
import { leakingService } from './go-case.ts';

const standing = (container: string) => ({
  container,
  kills: 0,
  share: 0,
  level: 0,
  climb: undefined,
  limit: undefined,
});

function looked(container: string, ...others: readonly string[]) {
  return offTheShelf({ ...leakingService(), container, containers: [container, ...others].map(standing) });
}

test.each(['fluent-bit', 'promtail', 'otc-container', 'postgres-exporter', 'istio-proxy', 'grafana-agent'])(
  '%s beside a program is one that its operator did not build',
  (container) => {
    expect(looked(container, 'orders')).toBe(container);
    expect(operatorCan(container)).toContain(container);
    expect(operatorCan(container)).not.toContain('/metrics');
  },
);

test.each([
  ['is the program itself', 'orders', ['fluent-bit']],
  ['is alone', 'fluent-bit', []],
  ['only resembles one', 'fluent-bit-orders', ['orders']],
])('none where the container %s', (_, container, others) => {
  expect(looked(container, ...others)).toBeUndefined();
});
