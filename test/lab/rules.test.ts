import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ALERT_TIMINGS, aimReceiver, shortenRules } from '../../scripts/lab/monitoring/rules.ts';

const MANIFEST = join(import.meta.dirname, '..', '..', 'manifest');
const rules = readFileSync(join(MANIFEST, 'prometheus', 'leakbot-rules.yaml'), 'utf8');
const receiver = readFileSync(join(MANIFEST, 'alertmanager', 'leakbot-receiver.yaml'), 'utf8');

describe('the production rules in the lab', () => {
  test('only windows and waits differ', () => {
    const blank = (yaml: string): string =>
      JSON.stringify(parse(yaml))
        .replaceAll(/\[\w+\]/g, '[…]')
        .replaceAll(/"for":"\w+"/g, '"for":"…"');
    expect(blank(shortenRules(rules, ALERT_TIMINGS.fast))).toBe(blank(rules));
    expect(shortenRules(rules, ALERT_TIMINGS.fast)).toContain('[60s]');
  });

  test('slow runs at production’s windows', () => {
    const windows = [...shortenRules(rules, ALERT_TIMINGS.slow).matchAll(/\[(\w+)\]/g)].map(([, window]) => window);
    expect(windows).toEqual(['900s', '3600s']);
  });

  test('a window that the lab has no counterpart for is named', () => {
    expect(() => shortenRules('groups: [{ rules: [{ expr: "increase(x[2h])" }] }]', ALERT_TIMINGS.fast)).toThrow(
      '[2h]',
    );
  });
});

test('the receiver is the operator’s, aimed at the lab', () => {
  const aimed = aimReceiver(receiver, { url: 'http://127.0.0.1:1/hook', tokenFile: '/run/token' }, ALERT_TIMINGS.fast);
  expect(parse(aimed)).toMatchObject({
    route: {
      routes: [
        { group_by: ['cluster', 'namespace', 'workload', 'container'], group_wait: '1s', repeat_interval: '4h' },
        { receiver: 'yours' },
      ],
    },
    receivers: [
      { name: 'yours' },
      {
        webhook_configs: [
          { url: 'http://127.0.0.1:1/hook', http_config: { authorization: { credentials_file: '/run/token' } } },
        ],
      },
    ],
  });
});
