import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MANIFEST = join(import.meta.dirname, '../../manifest');
const read = (path: string) => readFileSync(join(MANIFEST, path), 'utf8');

// That the documented metrics are those that are exposed is a test of test/commands/metrics.test.ts.
test('the rules about Leakbot itself name metrics that it documents', () => {
  const named = new Set(read('prometheus/leakbot-self-rules.yaml').match(/\bleakbot_\w+/g));
  const documented = new Set([...read('README.md').matchAll(/^\| `(leakbot_\w+)` \|/gm)].map(([, name]) => name));
  expect([...named].filter((name) => !documented.has(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(7);
});

test('every rule about Leakbot itself has a promtool test', () => {
  const rules = [...read('prometheus/leakbot-self-rules.yaml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const tested = new Set(
    [...read('prometheus/leakbot-self-rules.test.yaml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name),
  );
  expect(rules.filter((name) => !tested.has(name))).toEqual([]);
});
