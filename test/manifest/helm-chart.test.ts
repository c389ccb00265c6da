import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const MANIFEST = join(import.meta.dirname, '../../manifest');
const read = (path: string) => readFileSync(join(MANIFEST, path), 'utf8');

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `database.sqlite.size` … of the defaults; what an operator fills freely is a leaf. */
function namesIn(values: Tree, at = ''): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const name = `${at}${key}`;
    const free = ['settings', 'resources'].includes(name) || !isTree(value) || Object.keys(value).length === 0;
    return free ? [name] : namesIn(value, `${name}.`);
  });
}

function namesOf(schema: Tree, at = ''): readonly string[] {
  const { properties } = schema;
  if (!isTree(properties)) return [at.slice(0, -1)];
  return Object.entries(properties).flatMap(([key, value]) => (isTree(value) ? namesOf(value, `${at}${key}.`) : []));
}

const values = parse(read('helm/values.yaml')) as Tree;

test('the schema of the values names what the values name, and nothing else', () => {
  const schema = JSON.parse(read('helm/values.schema.json')) as Tree;
  // `global` is helm's own.
  expect(
    namesOf(schema)
      .filter((name) => name !== 'global')
      .toSorted(),
  ).toEqual(namesIn(values).toSorted());
});

test('settings of the chart are settings of Leakbot', () => {
  const known = read('../.env.example');
  const named = Object.keys(values['settings'] as Tree);
  expect(named.filter((name) => !known.includes(`${name}=`))).toEqual([]);
});

test('the chart is released with the bot', () => {
  const { version } = JSON.parse(read('../package.json')) as Tree;
  expect(parse(read('helm/Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

test.each(['leakbot-rules.yaml', 'leakbot-early-rules.yaml', 'leakbot-self-rules.yaml'])(
  'the chart’s copy of %s is that of Prometheus (npm run manifests -- --write)',
  (name) => expect(read(`helm/files/${name}`)).toBe(read(`prometheus/${name}`)),
);
