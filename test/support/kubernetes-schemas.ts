import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The oldest Kubernetes that the chart names, and the newest that the package has. */
export const VERSIONS = ['1.29.0', '1.37.0'] as const;

/** The PyPI package that has the schemas of Kubernetes' own OpenAPI, version by version. */
const PACKAGE = 'kubernetes-validate==1.37.0';

/** Go modules that hold the definitions of the custom resources, and where. */
const CUSTOM = [
  [
    'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
    'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
  ],
  ['github.com/external-secrets/external-secrets@v1.3.2', 'config/crds/bases/external-secrets.io_externalsecrets.yaml'],
] as const;

/** What the chart can make of Kubernetes' own kinds, as kubeconform asks for them. */
const KINDS = [
  'clusterrole-rbac-v1',
  'clusterrolebinding-rbac-v1',
  'configmap-v1',
  'deployment-apps-v1',
  'ingress-networking-v1',
  'networkpolicy-networking-v1',
  'persistentvolumeclaim-v1',
  'poddisruptionbudget-policy-v1',
  'role-rbac-v1',
  'rolebinding-rbac-v1',
  'service-v1',
  'serviceaccount-v1',
] as const;

type Schema = { readonly [key: string]: unknown };

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Writes strict schemas for kubeconform into a folder, one folder a version: a field that is not known is a fault. Each
 * stands alone, since kubeconform does not follow the package's addresses.
 */
export function writeSchemas(folder: string): void {
  const packages = join(folder, 'packages');
  execFileSync('python3', ['-m', 'venv', packages], { stdio: 'pipe' });
  execFileSync(join(packages, 'bin/pip'), ['install', '-q', '--no-deps', PACKAGE], { stdio: 'pipe' });
  const [python = ''] = readdirSync(join(packages, 'lib'));
  const all = join(packages, 'lib', python, 'site-packages/kubernetes_validate/kubernetes-json-schema');
  for (const version of VERSIONS) {
    const to = join(folder, version);
    mkdirSync(to);
    const own = join(all, `v${version}-local-strict`);
    const definitions = readSchema(join(own, '_definitions.json'))['$defs'];
    if (!isSchema(definitions)) throw new Error(`${own} has no definitions`);
    for (const kind of KINDS)
      writeFileSync(
        join(to, `${kind}.json`),
        JSON.stringify(alone(readSchema(join(own, `${kind}.json`)), definitions)),
      );
    for (const [module, ...files] of CUSTOM)
      for (const file of files) writeCustom(to, join(moduleFolder(module), file));
  }
}

function readSchema(file: string): Schema {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isSchema(read)) throw new Error(`${file} is no schema`);
  return read;
}

function moduleFolder(module: string): string {
  const said = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8', stdio: 'pipe' });
  const { Dir } = JSON.parse(said) as { readonly Dir: string };
  return Dir;
}

/** A schema with the definitions that it needs inside it. */
function alone(schema: Schema, definitions: Schema): Schema {
  const needed: Record<string, unknown> = {};
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    if (!isSchema(value)) return value;
    const name = typeof value['$ref'] === 'string' ? value['$ref'].split('/').at(-1) : undefined;
    if (name === undefined) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]));
    if (!(name in needed)) {
      needed[name] = {};
      needed[name] = inside(definitions[name]);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const own = inside(schema);
  return { ...(isSchema(own) ? own : {}), definitions: needed };
}

interface CustomResource {
  readonly spec: {
    readonly names: { readonly singular: string };
    readonly group: string;
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

function writeCustom(folder: string, file: string): void {
  const { spec } = parse(readFileSync(file, 'utf8')) as CustomResource;
  for (const { name, schema } of spec.versions) {
    const [group = ''] = spec.group.split('.');
    writeFileSync(
      join(folder, `${spec.names.singular}-${group}-${name}.json`),
      JSON.stringify(strict(schema.openAPIV3Schema)),
    );
  }
}

/** No field but those that are named, as a server that prunes would leave out. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (!isSchema(value)) return value;
  const made = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, strict(each)]));
  const open = made['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in made;
  return isSchema(made['properties']) && 'type' in made && !open ? { ...made, additionalProperties: false } : made;
}
