import type { Frame } from '../profile/comparison.ts';
import { ALL_SOURCES } from '../runtime/all-sources.ts';
import type { SourceFile } from '../runtime/source-rules.ts';

export type { OwnFile, SourceFile } from '../runtime/source-rules.ts';

/** Written by a compiler or a build tool, or fetched by it: in no repository. */
const GENERATED = /^[<[]|(^|\/)(bazel-out|_bazel_[^/]+)\/|^external\/|\/execroot\/.*\/external\//;

/** Reads the file name as a compiler or an interpreter writes it; what no runtime knows may be the service's own. */
export function sourceFile(frame: Frame): SourceFile {
  const file = normalFile(frame.file);
  if (file === '' || GENERATED.test(file)) return { kind: 'none' };
  for (const sources of ALL_SOURCES) {
    const found = sources.fileOf(frame.function, file);
    if (found !== undefined) return found;
  }
  return { kind: 'own', file, package: undefined, inModule: false };
}

/** A file as Unix writes it: `file:///app/x.js`, `webpack://shop/./src/x.ts` and `C:\build\x.go` are such too. */
export function normalFile(file: string): string {
  const local = file.replace(/^file:\/\//, '').replace(/^webpack(-internal)?:\/\/[^/]*\/\.?\/?/, '');
  return (local === file ? local : decoded(local)).replaceAll('\\', '/').replace(/^\/?[A-Za-z]:\//, '/');
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
