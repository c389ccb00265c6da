import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const MANIFEST = join(import.meta.dirname, '../../manifest');
export const CHART = join(MANIFEST, 'helm');

/** A plain manifest, and the values of the chart that it is made with. */
export interface PlainManifest {
  readonly file: string;
  /** What it is, and what has to be done before it is applied. */
  readonly head: readonly string[];
  readonly values: readonly string[];
  /** The only template that is made; all of them otherwise. */
  readonly template?: string;
}

export const PLAIN_MANIFESTS: readonly PlainManifest[] = [
  {
    file: join(MANIFEST, 'kubernetes/leakbot.yaml'),
    head: [
      'Leakbot in a cluster, on a SQLite file. Change the image and LEAKBOT_CHANNEL, make the secret (see ../README.md), then',
      'kubectl -n leakbot apply -f leakbot.yaml',
    ],
    values: [],
  },
  {
    file: join(MANIFEST, 'kubernetes/leakbot-postgres.yaml'),
    head: [
      'Leakbot in a cluster, on PostgreSQL. Change the image and LEAKBOT_CHANNEL, make both secrets (see ../README.md), then',
      'kubectl -n leakbot apply -f leakbot-postgres.yaml',
    ],
    values: ['database.kind=postgres'],
  },
  {
    file: join(MANIFEST, 'kubernetes/pod-reader.yaml'),
    head: [
      'The right to list and watch pods, for the service account in the namespace leakbot: what `kubernetes` in leakbot.yaml needs',
      'beside one of the other manifests (see ../README.md). kubectl apply -f pod-reader.yaml',
    ],
    values: ['kubernetes.enabled=true'],
    template: 'templates/pod-reader.yaml',
  },
];

/** What the chart makes of values. Throws what helm says. */
export function rendered(values: readonly string[], template?: string): string {
  const set = values.flatMap((value) => ['--set', value]);
  const only = template === undefined ? [] : ['--show-only', template];
  const asked = ['template', 'leakbot', CHART, '--namespace', 'leakbot', ...set, ...only];
  return execFileSync('helm', asked, { encoding: 'utf8', stdio: 'pipe' });
}

/** The manifest as text: what the chart makes, without what only helm reads. */
export function plainManifest({ head, values, template }: PlainManifest): string {
  const made = rendered(values, template)
    .replace(/^# Source: .*\n/gm, '')
    .replace(/^ {2}annotations:\n.*\n {4}helm\.sh\/resource-policy: keep\n/gm, '')
    .replace(/^ {6}annotations:\n {8}#.*\n {8}checksum\/config: .*\n/gm, '')
    .replace(/^.*(?:registry\.example\.com|C0123456789).*$/gm, '$& # CHANGE')
    .replace(/\n+---\n/g, '\n---\n')
    .replace(/^---\n/, '')
    .replace(/\n+$/, '\n');
  const by = 'Made from the chart beside by `npm run manifests -- --write`.';
  return `${[...head, by].map((line) => `# ${line}`).join('\n')}\n${made}`;
}
