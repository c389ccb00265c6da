import type { Frame } from '../profile/comparison.ts';
import { parseGoName } from '../profile/go-names.ts';
import { isStandardPackage, standardFile } from '../profile/go-standard.ts';
import { unescapeModulePath } from './go-module.ts';
import { type InstalledFile, installedFile } from './installed-file.ts';
import { classPath, isJvmFile } from './jvm-class.ts';

/** What the file name of a frame says about where its source lies. */
export type SourceFile =
  | { readonly kind: 'go-standard'; readonly path: string; readonly goVersion: string | undefined }
  | { readonly kind: 'go-module'; readonly module: string; readonly version: string; readonly path: string }
  | InstalledFile
  /** A JVM class: where in the source tree it lies only its package tells. */
  | { readonly kind: 'class'; readonly path: string }
  | { readonly kind: 'own'; readonly file: string; readonly package: string | undefined }
  | { readonly kind: 'none' };

const MODULE = /^(?:.*?\/pkg\/mod\/)?((?:[^@/]+\/)*[^@/]+)@(v[^/]+)\/(.+)$/;

/** Written by a compiler or a build tool, or fetched by it: in nobody's repository. */
const GENERATED =
  /^[<[]|(^|\/)_cgo_|(^|\/)(bazel-out|_bazel_[^/]+|go-build\d*)\/|^external\/|\/execroot\/.*\/external\//;

/** Reads the file name as a compiler or an interpreter writes it. */
export function sourceFile(frame: Frame): SourceFile {
  const file = normalFile(frame.file);
  if (file === '' || GENERATED.test(file)) return { kind: 'none' };
  const installed = installedFile(file);
  if (installed !== undefined) return installed;
  if (isJvmFile(file)) return { kind: 'class', path: classPath(frame.function, file) };
  return /\.(go|s)$/.test(file) ? goFile(frame, file) : { kind: 'own', file, package: undefined };
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

/** Absolute, trimmed, module cache, vendored, standard library. */
function goFile(frame: Frame, file: string): SourceFile {
  const name = parseGoName(frame.function)?.package;
  const standard = standardFile(file);
  // Bazel's paths begin at the workspace: `internal/cache/cache.go` may be anybody's, and the package tells whose.
  const others = name?.includes('/') === true && !isStandardPackage(name);
  if (standard !== undefined && (/^[/$]/.test(file) || !others)) {
    return { kind: 'go-standard', ...standard };
  }
  const module = MODULE.exec(file);
  if (module !== null) {
    const [, path = '', version = '', inside = ''] = module;
    return {
      kind: 'go-module',
      module: unescapeModulePath(path),
      version: unescapeModulePath(version),
      path: inside,
    };
  }
  return { kind: 'own', file, package: name === 'main' ? undefined : name };
}
