import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '../../../src/foundation/errors.ts';
import type { Release } from './names.ts';

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, '..', 'services', 'markets');

/**
 * Builds the service for one release into a root file system of its own and returns that folder. File names inside the
 * program are those of a usual container build (`/build/markets/…`, `/go/pkg/mod/…`, `/usr/local/go/…`), and at run time
 * the program is `/app/markets-api`: profiles look as they do from production, wherever the lab runs.
 */
export async function buildImage(go: string, release: Release, directory: string): Promise<string> {
  const root = join(directory, 'images', release.revision.slice(0, 7));
  for (const folder of ['app', 'proc']) mkdirSync(join(root, folder), { recursive: true });
  try {
    const { stdout } = await run(go, ['env', 'GOMODCACHE', 'GOROOT'], { cwd: SOURCES });
    const [modules, goRoot] = stdout.trim().split('\n');
    const trim = `-trimpath=${SOURCES}=>/build/markets;${modules}=>/go/pkg/mod;${goRoot}=>/usr/local/go`;
    const link = `-X main.revision=${release.revision} -X main.version=${release.version}`;
    const output = join(root, 'app', 'markets-api');
    await run(
      go,
      ['build', `-gcflags=all=${trim}`, `-asmflags=all=${trim}`, '-ldflags', link, '-o', output, './cmd/markets-api'],
      { cwd: SOURCES, env: { ...process.env, CGO_ENABLED: '0' } },
    );
    return root;
  } catch (error) {
    throw new UnavailableError(`go build of ${SOURCES} failed (its modules come from the Go module proxy)`, {
      cause: error,
      retryable: false,
    });
  }
}
