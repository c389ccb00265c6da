/** What a path inside an interpreter's installation says: a file of its standard library, or an installed package. */
export type InstalledFile =
  | {
      readonly kind: 'standard';
      readonly language: 'node' | 'python';
      /** From the root of the language's repository: `lib/internal/timers.js`, `Lib/json/decoder.py`. */
      readonly path: string;
      readonly version: string | undefined;
    }
  | { readonly kind: 'npm'; readonly name: string; readonly version: string | undefined }
  /** Installed, but nothing tells from where: a Python package's directory is not its name. */
  | { readonly kind: 'unknown-package' };

const NODE_INTERNAL = /^node:(.+)$/;
const NODE_PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
/** pnpm keeps every package under its name and version: `.pnpm/@scope+name@1.2.3_peer@4/node_modules/…`. */
const PNPM = /\/\.pnpm\/([^/]+?)@(\d+\.\d+\.\d+[^/_(]*)(?:[_(][^/]*)?\/node_modules\//g;
const PYTHON_PACKAGE = /(^|\/)(site|dist)-packages\//;
const PYTHON_STANDARD = /(?:^|\/)lib(?:64)?\/python(3\.\d+)t?\/(.+\.py)$/;

/** Recognises files that no service's repository holds; undefined for what may be the service's own. */
export function installedFile(file: string): InstalledFile | undefined {
  const internal = NODE_INTERNAL.exec(file)?.[1];
  if (internal !== undefined) {
    return { kind: 'standard', language: 'node', path: `lib/${internal}.js`, version: undefined };
  }
  const name = NODE_PACKAGE.exec(`/${file}`)?.[1];
  if (name !== undefined) return { kind: 'npm', name, version: pnpmVersion(file, name) };
  if (PYTHON_PACKAGE.test(file)) return { kind: 'unknown-package' };
  const standard = PYTHON_STANDARD.exec(file);
  if (standard?.[2] === undefined) return undefined;
  return { kind: 'standard', language: 'python', path: `Lib/${standard[2]}`, version: standard[1] };
}

function pnpmVersion(file: string, name: string): string | undefined {
  const last = [...file.matchAll(PNPM)].at(-1);
  return last?.[1]?.replace('+', '/') === name ? last[2] : undefined;
}
