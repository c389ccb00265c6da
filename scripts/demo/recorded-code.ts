import { readFile } from 'node:fs/promises';
import type { SourceHost } from '../../src/investigation/source-host.ts';

/** What the recorded services were built from. */
const SERVICES = new URL('../lab/services/markets/', import.meta.url);

const OWNERS = '* @acme/markets\n';

/** Serves the code of the recorded services as a host with a token would: their repository is nowhere on the network. */
export function recordedCode(repository: string): SourceHost {
  return {
    reads: (page) => page.url === repository,
    async text({ path }) {
      if (path === '.github/CODEOWNERS') return { kind: 'found', value: OWNERS };
      try {
        return { kind: 'found', value: await readFile(new URL(path, SERVICES), 'utf8') };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
        throw error;
      }
    },
    paths: () => Promise.resolve({ kind: 'absent' }),
  };
}
