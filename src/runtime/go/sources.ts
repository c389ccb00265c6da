import type { SourceFile, SourceRules } from '../source-rules.ts';
import { modulePlace, unescapeModulePath } from './modules.ts';
import { parseGoName } from './names.ts';
import { isStandardPackage, type StandardFile, standardFile } from './standard.ts';
import { canonicalPath } from './vanity-paths.ts';

const MODULE = /^(?:.*?\/pkg\/mod\/)?((?:[^@/]+\/)*[^@/]+)@(v[^/]+)\/(.+)$/;
/** Written by cgo or by the go command: in no repository. */
const GENERATED = /(^|\/)_cgo_|(^|\/)go-build\d*\//;

/** Absolute, trimmed, module cache, vendored, standard library. */
export const goSources: SourceRules = {
  fileOf(name, file) {
    if (GENERATED.test(file)) return { kind: 'none' };
    if (!/\.(go|s)$/.test(file)) return undefined;
    const path = parseGoName(name)?.package;
    const standard = standardFile(file);
    // Bazel's paths begin at the workspace: `internal/cache/cache.go` may be anyone's, and the package shows whose.
    const others = path?.includes('/') === true && !isStandardPackage(path);
    if (standard !== undefined && (/^[/$]/.test(file) || !others)) return standardSource(standard);
    const module = MODULE.exec(file);
    if (module === null) return { kind: 'own', file, package: path === 'main' ? undefined : path, inModule: true };
    const [, escapedPath = '', escapedVersion = '', inside = ''] = module;
    const modulePath = unescapeModulePath(escapedPath);
    const version = unescapeModulePath(escapedVersion);
    return {
      kind: 'module',
      importPath: canonicalPath(modulePath),
      path: inside,
      placeIn: (directory) => modulePlace(modulePath, version, directory),
    };
  },
};

function standardSource({ path, goVersion }: StandardFile): SourceFile {
  return {
    kind: 'standard',
    repository: 'https://github.com/golang/go',
    path: `src/${path}`,
    version: goVersion,
    revisionAt(reported) {
      const version = goVersion ?? reported;
      return { revision: version === undefined ? 'master' : `go${version.replace(/^go/, '')}` };
    },
  };
}
