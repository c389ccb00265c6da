import { readFile } from 'node:fs/promises';
import type { SourceHost } from '../../src/investigation/source-host.ts';

/** What the recorded services were built from, each in the folder that its repository is named after. */
const SERVICES = new URL('../lab/services/', import.meta.url);

/** Serves the code of the recorded services as a host with a token would: their repository is nowhere on the network. */
export function recordedCode(repository: string): SourceHost {
  const name = repository.split('/').at(-1) ?? '';
  const folder = new URL(`${name}/`, SERVICES);
  return {
    within: (span) => AbortSignal.timeout(span),
    access: (page) => (page.url === repository ? 'readable' : 'no-token'),
    async text({ path }) {
      if (path === '.github/CODEOWNERS') return { kind: 'found', value: `* @acme/${name}\n` };
      try {
        return { kind: 'found', value: await readFile(new URL(path, folder), 'utf8') };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
        throw error;
      }
    },
    paths: () => Promise.resolve({ kind: 'absent' }),
  };
}
