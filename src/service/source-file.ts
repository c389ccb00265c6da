import type { Frame } from '../profile/comparison.ts';
import { parseGoName } from '../profile/go-names.ts';
import { standardFile } from '../profile/go-standard.ts';
import { unescapeModulePath } from './go-module.ts';

/** What the file name of a frame says about where its source lies. */
export type SourceFile =
  | { readonly kind: 'standard'; readonly path: string; readonly goVersion: string | undefined }
  | { readonly kind: 'module'; readonly module: string; readonly version: string; readonly path: string }
  | { readonly kind: 'own'; readonly file: string; readonly package: string | undefined }
  | { readonly kind: 'none' };

const MODULE = /^(?:.*?\/pkg\/mod\/)?((?:[^@/]+\/)*[^@/]+)@(v[^/]+)\/(.+)$/;

/** Reads the file name as a compiler writes it: absolute, trimmed, module cache, vendored, standard library. */
export function sourceFile(frame: Frame): SourceFile {
  const file = frame.file.replace(/^file:\/\//, '').replaceAll('\\', '/');
  if (file === '' || /^[<[]|^node:|(^|\/)_cgo_/.test(file)) return { kind: 'none' };
  // JVM frames carry the file's name alone: where it lies only the source tree could tell.
  if (/\.(java|kt|scala|groovy)$/.test(file)) return { kind: 'none' };
  // Installed packages say neither their version nor their repository, and are in nobody's repository.
  if (/(^|\/)(node_modules|(site|dist)-packages)\//.test(file)) return { kind: 'none' };
  const standard = file.endsWith('.go') || file.endsWith('.s') ? standardFile(file) : undefined;
  if (standard !== undefined) return { kind: 'standard', ...standard };
  const module = MODULE.exec(file);
  if (module !== null) {
    const [, path = '', version = '', inside = ''] = module;
    return { kind: 'module', module: unescapeModulePath(path), version: unescapeModulePath(version), path: inside };
  }
  const name = file.endsWith('.go') ? parseGoName(frame.function)?.package : undefined;
  return { kind: 'own', file, package: name === 'main' ? undefined : name };
}
