import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CHART, PLAIN_MANIFESTS, plainManifest, rendered } from '../../scripts/manifests/plain.ts';
import { VERSIONS, writeSchemas } from '../support/kubernetes-schemas.ts';

/** .ci/run builds both from the Go module proxy. */
const missing = ['helm', 'kubeconform'].filter((name) => spawnSync(name, ['--help']).error !== undefined);

const schemas = mkdtempSync(join(tmpdir(), 'leakbot-schemas-'));
afterAll(() => rmSync(schemas, { recursive: true, force: true }));

const EXTERNAL = [
  'secret.external.enabled=true',
  'secret.external.store.name=vault',
  'secret.external.key=prod/leakbot',
];
const WHOLE = [
  ...EXTERNAL,
  'database.kind=postgres',
  'replicas=3',
  'ingress.enabled=true',
  'ingress.className=nginx',
  'ingress.tlsSecret=leakbot-tls',
  'ingress.annotations.who=me',
  'kubernetes.enabled=true',
  'kubernetes.cluster=eu-1',
  'serviceMonitor.enabled=true',
  'serviceMonitor.labels.release=prometheus',
  'prometheusRule.enabled=true',
  'prometheusRule.groups.early=true',
  'podAnnotations.who=me',
  'nodeSelector.disk=ssd',
  'image.pullSecrets[0].name=registry',
  'serviceAccount.annotations.who=me',
];

const SETS: readonly (readonly [string, readonly string[]])[] = [
  ['as it comes', []],
  ['on PostgreSQL', ['database.kind=postgres']],
  ['with a claim that is there', ['database.sqlite.existingClaim=mine']],
  ['with a class of storage, without a policy', ['database.sqlite.storageClass=ssd', 'networkPolicy.enabled=false']],
  ['with pods of two namespaces', ['kubernetes.enabled=true', 'kubernetes.namespaces={prod,shop}']],
  ['with all there is', WHOLE],
];

function faults(manifest: string, version: string): string {
  const location = join(schemas, version, '{{.ResourceKind}}{{.KindSuffix}}.json');
  const said = spawnSync('kubeconform', ['-strict', '-summary', '-schema-location', location], {
    input: manifest,
    encoding: 'utf8',
  });
  return said.status === 0 ? '' : `${said.stdout}${said.stderr}`;
}

interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly object[];
  readonly spec?: Readonly<Record<string, unknown>>;
}

const objects = (manifest: string): readonly Made[] =>
  parseAllDocuments(manifest).map((document) => document.toJS() as Made);

describe.skipIf(missing.length > 0)(`the chart${missing.map((name) => ` (skipped: no ${name})`).join('')}`, () => {
  beforeAll(() => writeSchemas(schemas));

  test('helm finds nothing wrong with the chart', () => {
    const said = spawnSync('helm', ['lint', '--strict', CHART], { encoding: 'utf8' });
    expect(said.status, said.stdout).toBe(0);
  });

  describe.each(VERSIONS)('on Kubernetes %s', (version) => {
    test.each(SETS)('what the chart makes is valid: %s', (_, values) => {
      expect(faults(rendered(values), version)).toBe('');
    });

    test.each([
      ['a field that does not exist', 'enableServiceLinks', 'enableServiceLink'],
      ['a value of another type', 'replicas: 3', 'replicas: "3"'],
      ['a field of a custom resource', 'refreshInterval', 'refreshIntervall'],
    ])('the schemas find %s', (_, from, to) => {
      const manifest = rendered(WHOLE);
      expect(manifest).toContain(from);
      expect(faults(manifest.replace(from, to), version)).toContain('Invalid: 1');
    });
  });

  test('all there is, is made', () => {
    expect(
      objects(rendered(WHOLE))
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'Deployment',
      'ExternalSecret',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
    ]);
  });

  test.each([
    ['replicas on a file', ['replicas=2'], /replicas: 2 needs database\.kind: postgres/],
    ['a name that is misspelt', ['replica=2'], /replica/],
    ['a store that is not known', ['database.kind=mysql'], /database\/kind/],
    ['an external secret of nowhere', ['secret.external.enabled=true'], /needs secret\.external\.store\.name/],
    ['a policy that lets everyone in', ['networkPolicy.namespaces=null'], /networkPolicy\.namespaces is empty/],
    ['a secret among settings', ['settings.SLACK_BOT_TOKEN=x'], /settings\.SLACK_BOT_TOKEN is a secret/],
    [
      'a password in an address',
      ['settings.HTTPS_PROXY=http://me:word@proxy:3128'],
      /settings\.HTTPS_PROXY is a secret/,
    ],
    ['a setting that the chart makes', ['settings.LEAKBOT_PORT=1'], /settings\.LEAKBOT_PORT is set by the chart/],
  ])('refused with a clear word: %s', (_, values, word) => {
    const sets = values.flatMap((value) => ['--set', value]);
    const said = spawnSync('helm', ['template', 'leakbot', CHART, ...sets], { encoding: 'utf8' });
    expect(said.status).not.toBe(0);
    expect(said.stderr).toMatch(word);
  });

  test.each(PLAIN_MANIFESTS.map((plain) => [plain.file.split('/').at(-1), plain] as const))(
    '%s is what the chart makes (npm run manifests -- --write)',
    (_, plain) => {
      const written = readFileSync(plain.file, 'utf8');
      expect(written).toBe(plainManifest(plain));
      for (const version of VERSIONS) expect(faults(written, version)).toBe('');
    },
  );

  test('pods may be read and nothing else, and only where someone wants them', () => {
    const rules = (values: readonly string[]) =>
      objects(rendered(values)).flatMap((made) =>
        made.rules === undefined ? [] : [[made.kind, made.metadata.namespace, made.rules]],
      );
    const pods = [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }];
    expect(rules([])).toEqual([]);
    expect(rendered([])).not.toContain('automountServiceAccountToken: true');
    expect(rules(['kubernetes.enabled=true'])).toEqual([['ClusterRole', undefined, pods]]);
    expect(rules(['kubernetes.enabled=true', 'kubernetes.namespaces={prod,shop}'])).toEqual([
      ['Role', 'prod', pods],
      ['Role', 'shop', pods],
    ]);
  });

  test('replicas take alerts while Slack is down and until every node knows that they end, and are apart', () => {
    const [service, deployment] = ['Service', 'Deployment'].map((kind) =>
      JSON.stringify(objects(rendered(['database.kind=postgres', 'replicas=3'])).find((made) => made.kind === kind)),
    );
    // A pod that does not listen yet, or no longer, must get nothing.
    expect(service).not.toContain('publishNotReadyAddresses');
    expect(deployment).toContain('"path":"/readyz/store"');
    expect(deployment).toContain('"preStop":{"exec":{"command":["sleep","5"]}}');
    expect(deployment).toContain('"topologyKey":"kubernetes.io/hostname"');
    const alone = rendered([]);
    // The only pod gets alerts whatever Slack does.
    expect(alone).toContain('publishNotReadyAddresses: true');
    expect(alone).not.toMatch(/preStop|topologySpread/);
  });

  test('settings that are numbers, large ones too, are written as they were', () => {
    const values = join(schemas, 'numbers.yaml');
    writeFileSync(values, 'settings: { ONE: 123456789, TWO: 1.5, THREE: true, FOUR: "007" }\n');
    const said = spawnSync('helm', ['template', 'leakbot', CHART, '-f', values], { encoding: 'utf8' }).stdout;
    expect([...said.matchAll(/name: (?:ONE|TWO|THREE|FOUR), value: (.*) }/g)].map(([, value]) => value)).toEqual([
      '"007"',
      '"123456789"',
      '"true"',
      '"1.5"',
    ]);
  });

  test('a release of another name has names and a selector of its own', () => {
    const said = spawnSync('helm', ['template', 'team-a', CHART], { encoding: 'utf8' }).stdout;
    expect([...new Set(objects(said).map(({ metadata }) => metadata.name))]).toEqual(['team-a-leakbot']);
    const policy = objects(said).find(({ kind }) => kind === 'NetworkPolicy');
    expect(JSON.stringify(policy?.spec?.['podSelector'])).toContain('"app.kubernetes.io/instance":"team-a"');
  });

  test('the notes say what to do next', () => {
    const said = spawnSync('helm', ['install', 'leakbot', CHART, '--dry-run=client', '-n', 'ops'], {
      encoding: 'utf8',
    });
    expect(said.stdout).toContain('kubectl -n ops exec deploy/leakbot -- node src/main.ts doctor');
    expect(said.stdout).toContain('settings.LEAKBOT_CHANNEL is still the example');
  });
});
