import type { Finding } from './finding.ts';

/**
 * Names the growing path of a finding whatever the revision: its kind, its first application function and that
 * function's file. Equal texts are the same path. Undefined for findings without a path.
 */
export function signatureOf({ kind, paths }: Pick<Finding, 'kind' | 'paths'>): string | undefined {
  const frame = paths[0]?.frames[0];
  if (frame === undefined || frame.function === '') return undefined;
  return JSON.stringify([kind, steady(frame.function), fileOf(frame.file)]);
}

/** Closures are numbered in the order of the source, type arguments and module versions change with a release. */
function steady(name: string): string {
  return name
    .replaceAll(/@v[^/]+/g, '')
    .replaceAll(/\[[^\]]*\]/g, '[]')
    .replaceAll(/\.(func|gowrap)\d+(\.\d+)*/g, '.$1');
}

/** Where a build was done differs from one to the next; the file and its folder do not. */
function fileOf(path: string): string {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .slice(-2)
    .join('/')
    .replaceAll(/@v[^/]+/g, '');
}
