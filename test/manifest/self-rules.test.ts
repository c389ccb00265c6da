import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('the rules about Leakbot itself name metrics that it exposes', () => {
  const rules = read('manifest/prometheus/leakbot-self-rules.yaml');
  const named = new Set(rules.match(/\bleakbot_\w+/g));
  const exposed = [...read('src/commands/metrics.ts').matchAll(/name: '(leakbot_\w+)'/g)].map(([, name]) => name);
  expect([...named].filter((name) => !exposed.includes(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(3);
});
