import { createSign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isMissing } from '../real-servers.ts';
import { type ApiServer, apiServer } from './api-server.ts';

/** What is not there of what this part of the tier needs. */
export const MISSING = (['kube-apiserver', 'etcd'] as const).filter(isMissing);

const PATCH = 'application/merge-patch+json';

export interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A cluster with Leakbot's service account in the namespace `leakbot`, and without any right of it. */
export interface Cluster extends AsyncDisposable {
  readonly server: ApiServer;
  readonly namespace: (name: string) => Promise<void>;
  /** Made by a controller and bound to a node, as the scheduler leaves it. `spec` and `metadata` go over what it has anyway. */
  readonly pod: (namespace: string, name: string, more?: PodMore) => Promise<void>;
  /** What the kubelet writes. */
  readonly status: (namespace: string, name: string, status: object) => Promise<void>;
  readonly annotate: (
    namespace: string,
    name: string,
    annotations: Readonly<Record<string, string | null>>,
  ) => Promise<void>;
  /** At once, as after the kubelet has seen its containers end. */
  readonly remove: (namespace: string, name: string) => Promise<void>;
  /** Creates what a manifest describes. */
  readonly apply: (objects: readonly object[]) => Promise<void>;
  /** A token of a service account in the namespace `leakbot`, by the API. */
  readonly token: (account?: string) => Promise<string>;
  /** One as the server itself signs them, that ends in so many seconds: by the API none lasts less than ten minutes. */
  readonly signedToken: (account: string, lasts: number) => Promise<string>;
  /** A file that names the cluster and how its user is known. */
  readonly kubeconfig: (user: object, cluster?: object) => string;
}

export interface PodMore {
  readonly metadata?: object;
  readonly spec?: object;
}

/** A cluster in which a user has installed Leakbot's service account. */
export async function aCluster(): Promise<Cluster> {
  const server = await apiServer();
  const { ask, folder } = server;
  const account = (name: string) => `/api/v1/namespaces/leakbot/serviceaccounts/${name}`;
  const at = (namespace: string, name: string) => `/api/v1/namespaces/${namespace}/pods/${name}`;
  const namespace = async (name: string) => {
    await ask('POST', '/api/v1/namespaces', { metadata: { name } });
    // A controller would make it; a pod without is refused.
    await ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
  };
  let files = 0;
  const apply = async (objects: readonly object[]) => {
    for (const object of objects) await ask('POST', pathOf(object as Made), object);
  };
  await namespace('leakbot');
  await apply(manifest('kubernetes/leakbot.yaml', ['ServiceAccount']));
  return {
    server,
    namespace,
    async pod(space, name, more) {
      await ask('POST', `/api/v1/namespaces/${space}/pods`, podBody(name, more));
    },
    async status(space, name, status) {
      await ask('PATCH', `${at(space, name)}/status`, { status }, PATCH);
    },
    async annotate(space, name, annotations) {
      await ask('PATCH', at(space, name), { metadata: { annotations } }, PATCH);
    },
    async remove(space, name) {
      await ask('DELETE', `${at(space, name)}?gracePeriodSeconds=0`);
    },
    apply,
    async token(name = 'leakbot') {
      const answer = await ask('POST', `${account(name)}/token`, { spec: { expirationSeconds: 3600 } });
      return answer.status?.token ?? '';
    },
    async signedToken(name, lasts) {
      const uid = (await ask('GET', account(name))).metadata?.uid ?? '';
      return signed(server.signingKey, { name, uid }, lasts);
    },
    kubeconfig(user, cluster = {}) {
      files += 1;
      const file = join(folder, `kubeconfig-${files}`);
      const named = { server: server.url, 'certificate-authority': server.authority, ...cluster };
      const config = {
        clusters: [{ name: 'c', cluster: named }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        users: [{ name: 'u', user }],
        'current-context': 'c',
      };
      writeFileSync(file, JSON.stringify(config));
      return file;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The objects of a manifest of this project, as `kubectl -n leakbot` would create them. */
export function manifest(file: string, kinds: readonly string[]): readonly Made[] {
  const text = readFileSync(new URL(`../../../manifest/${file}`, import.meta.url), 'utf8');
  const made = parseAllDocuments(text).map((document) => document.toJS() as Made);
  const ours = made.filter(({ kind }) => kinds.includes(kind));
  return ours.map((each) =>
    each.kind.startsWith('Cluster') ? each : { ...each, metadata: { namespace: 'leakbot', ...each.metadata } },
  );
}

/** What the chart makes where it is to read some namespaces only: a Role of the same rules in each. */
export function rolesIn(namespaces: readonly string[]): readonly object[] {
  const cluster = JSON.stringify(manifest('kubernetes/pod-reader.yaml', ['ClusterRole', 'ClusterRoleBinding']));
  const roles = JSON.parse(cluster.replaceAll('"ClusterRole', '"Role')) as readonly Made[];
  return namespaces.flatMap((namespace) =>
    roles.map((each) => ({ ...each, metadata: { ...each.metadata, namespace } })),
  );
}

function pathOf({ apiVersion, kind, metadata }: Made): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const within = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${within}/${kind.toLowerCase()}s`;
}

function podBody(name: string, { metadata, spec }: PodMore = {}): object {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: name.replace(/-[^-]+$/, ''),
    uid: 'of-the-replica-set',
  };
  const container = {
    name: 'markets-api',
    image: 'registry.example.com/markets-api:2.14.0',
    ports: [{ containerPort: 8080 }, { containerPort: 6060 }],
    resources: { limits: { memory: '160Mi', cpu: '1' } },
  };
  return {
    metadata: { name, ownerReferences: [{ ...owner, controller: true }], ...metadata },
    spec: { nodeName: 'node-1', containers: [container], ...spec },
  };
}

function signed(
  keyFile: string,
  { name, uid }: { readonly name: string; readonly uid: string },
  lasts: number,
): string {
  const now = Math.floor(Date.now() / 1000);
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  const claims = {
    aud: [issuer],
    iss: issuer,
    iat: now - 60,
    nbf: now - 60,
    exp: now + lasts,
    sub: `system:serviceaccount:leakbot:${name}`,
    'kubernetes.io': { namespace: 'leakbot', serviceaccount: { name, uid } },
  };
  const part = (object: object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const body = `${part({ alg: 'RS256' })}.${part(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(readFileSync(keyFile), 'base64url')}`;
}
