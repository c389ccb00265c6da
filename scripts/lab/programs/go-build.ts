import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { builder, SERVICES } from './build.ts';

const SOURCES = join(SERVICES, 'markets');

export interface GoCommand {
  /** The folder in `cmd/`, and the name of the program in `/app`. */
  readonly command: string;
  /** The folder below `images/` that becomes its root. */
  readonly root: string;
  readonly directory: string;
  /** Variables that the linker sets. */
  readonly link?: Readonly<Record<string, string>>;
  /** With C, which takes a C compiler. */
  readonly cgo?: true;
}

/**
 * Builds a command of the Go service and returns the root of its image. File names inside the program are those of a usual
 * container build (`/build/markets/…`, `/go/pkg/mod/…`, `/usr/local/go/…`): profiles look as they do from production, wherever
 * the lab runs. It is linked statically, so its image is empty but for it.
 */
export async function buildGo(go: string, { command, root: name, directory, link, cgo }: GoCommand): Promise<string> {
  const root = join(directory, 'images', name);
  for (const folder of ['app', 'data']) mkdirSync(join(root, folder), { recursive: true });
  const run = builder(SOURCES, 'its modules come from the Go module proxy');
  const [modules, goRoot] = (await run(go, ['env', 'GOMODCACHE', 'GOROOT'])).trim().split('\n');
  const trim = `-trimpath=${SOURCES}=>/build/markets;${modules}=>/go/pkg/mod;${goRoot}=>/usr/local/go`;
  const variables = Object.entries(link ?? {}).map(([variable, value]) => `-X main.${variable}=${value}`);
  const external = cgo ? ['-linkmode external -extldflags -static'] : [];
  await run(
    go,
    [
      'build',
      `-gcflags=all=${trim}`,
      `-asmflags=all=${trim}`,
      // The resolver and the user database of Go: those of C cannot be linked statically.
      ...(cgo ? ['-tags', 'netgo,osusergo'] : []),
      '-ldflags',
      [...variables, ...external].join(' '),
      '-o',
      join(root, 'app', command),
      `./cmd/${command}`,
    ],
    { CGO_ENABLED: cgo ? '1' : '0' },
  );
  return root;
}
