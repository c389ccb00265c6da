import type { SourceRules } from '../source-rules.ts';

const INTERNAL = /^node:(.+)$/;
const PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
/** pnpm keeps every package under its name and version: `.pnpm/@scope+name@1.2.3_peer@4/node_modules/…`. */
const PNPM = /\/\.pnpm\/([^/]+?)@(\d+\.\d+\.\d+[^/_(]*)(?:[_(][^/]*)?\/node_modules\//g;

/** The path of an installed package has its name, at best its version, never its repository: npm's page of it knows. */
export const nodeSources: SourceRules = {
  fileOf(_name, file) {
    const internal = INTERNAL.exec(file)?.[1];
    if (internal !== undefined) {
      return {
        kind: 'standard',
        repository: 'https://github.com/nodejs/node',
        path: `lib/${internal}.js`,
        // Internals have no version in their name: without one no revision is sure.
        revisionAt: (version) => (version === undefined ? undefined : { revision: `v${version.replace(/^v/, '')}` }),
      };
    }
    const name = PACKAGE.exec(`/${file}`)?.[1];
    if (name === undefined) return undefined;
    const version = pnpmVersion(file, name);
    const at = version === undefined ? '' : `/v/${encodeURIComponent(version)}`;
    const scope = name.startsWith('@') ? name.split('/')[0] : undefined;
    return { kind: 'package', scope, page: `https://www.npmjs.com/package/${name}${at}` };
  },
};

function pnpmVersion(file: string, name: string): string | undefined {
  const last = [...file.matchAll(PNPM)].at(-1);
  return last?.[1]?.replace('+', '/') === name ? last[2] : undefined;
}
