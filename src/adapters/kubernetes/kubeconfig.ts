import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { UnavailableError } from '../../foundation/errors.ts';
import { tokenFilesSchema } from './schema.ts';

/**
 * The cluster and the user that files name, joined by colons as in KUBECONFIG; where left out, those of the user's own file, then
 * the service account of the pod that this runs in. Throws UnavailableError where they name none.
 */
export function readKubeconfig(files: string | undefined, empty: () => KubeConfig): KubeConfig {
  return files === undefined ? known(empty()) : written(files, empty);
}

function known(config: KubeConfig): KubeConfig {
  config.loadFromDefault();
  // Without any file of settings the client invents a cluster on this machine.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new UnavailableError(
      'kubernetes is set in leakbot.yaml, but this is no pod and no KUBECONFIG names a cluster: run it in a pod with a service account, or leave kubernetes out',
      { retryable: false },
    );
  }
  return config;
}

/** Of several files the first that says something counts, as with kubectl. */
function written(kubeconfig: string, empty: () => KubeConfig): KubeConfig {
  const [first, ...others] = kubeconfig.split(delimiter).filter((file) => file !== '');
  const config = read(first ?? kubeconfig, empty());
  for (const file of others) config.mergeConfig(read(file, empty()));
  if (config.getCurrentCluster() !== null) return config;
  throw unusable(`${kubeconfig}, where no context is the current one: choose one (kubectl config use-context)`);
}

function read(file: string, config: KubeConfig): KubeConfig {
  try {
    config.loadFromFile(file);
    config.users = withTokenFiles(config.users, file);
    return config;
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent) throw unusable(`${file}, which is not there: correct the path`);
    throw unusable(`${file}, which says nothing of a cluster`, error);
  }
}

/** The client reads `token-file`, which no one writes: kubectl's name is `tokenFile`, and it comes before `token`. */
function withTokenFiles(users: User[], file: string): User[] {
  const named = tokenFilesSchema.safeParse(parse(readFileSync(file, 'utf8'))).data?.users ?? [];
  const files = new Map(named.map(({ name, user }) => [name, user?.tokenFile]));
  return users.map((user) => {
    const tokenFile = files.get(user.name);
    if (tokenFile == null) return user;
    const { token: _, ...rest } = user;
    return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(dirname(file), tokenFile) } } };
  });
}

function unusable(says: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`KUBECONFIG names ${says}`, { retryable: false, cause });
}
