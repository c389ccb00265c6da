import type { ModulePlace } from '../source-rules.ts';

/** Modules whose major version is a directory, which their path alone does not show. */
const MAJOR_DIRECTORIES: ReadonlySet<string> = new Set([
  'go.etcd.io/etcd/client/v2',
  'go.etcd.io/etcd/client/v3',
  'github.com/googleapis/gax-go/v2',
  'cloud.google.com/go/pubsub/v2',
]);

/**
 * The tag or commit and the directory of a module (https://go.dev/ref/mod#vcs-version), `inside` being what of its path
 * follows the repository: the major version suffix is no directory, modules in subdirectories carry it in their tag, a
 * pseudo-version ends in the commit.
 */
export function modulePlace(module: string, version: string, inside: string): ModulePlace {
  const withoutMajor = inside.replace(/(^|\/)v\d+$/, '');
  const directory = MAJOR_DIRECTORIES.has(module) ? inside : withoutMajor;
  return { revision: moduleRevision(version, withoutMajor), directory };
}

function moduleRevision(version: string, directory: string): string {
  const plain = version.replace(/\+incompatible$/, '');
  const pseudo = /[-.]\d{14}-([0-9a-f]{12})$/.exec(plain);
  if (pseudo?.[1] !== undefined) return pseudo[1];
  return directory === '' ? plain : `${directory}/${plain}`;
}

/** The module cache writes upper case as `!` and the small letter (https://go.dev/ref/mod#module-cache). */
export function unescapeModulePath(path: string): string {
  return path.replaceAll(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
