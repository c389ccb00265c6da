import type { SourceRules } from '../source-rules.ts';

const PACKAGE = /(^|\/)(site|dist)-packages\//;
const STANDARD = /(?:^|\/)lib(?:64)?\/python(3\.\d+)t?\/(.+\.py)$/;

export const pythonSources: SourceRules = {
  fileOf(_name, file) {
    // Installed, but nothing shows from where: a package's directory is not its name.
    if (PACKAGE.test(file)) return { kind: 'package', page: undefined };
    const [, release, path] = STANDARD.exec(file) ?? [];
    if (release === undefined || path === undefined) return undefined;
    return {
      kind: 'standard',
      repository: 'https://github.com/python/cpython',
      path: `Lib/${path}`,
      // The directory says 3.12, which is a branch; only the full version is a tag.
      revisionAt(reported) {
        const version = reported?.replace(/^v/, '');
        return version?.startsWith(`${release}.`) === true
          ? { revision: `v${version}`, moving: false }
          : { revision: release, moving: true };
      },
    };
  },
};
