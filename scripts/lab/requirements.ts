import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '../../src/foundation/errors.ts';

const run = promisify(execFile);

interface Wanted {
  /** What it may be called. */
  readonly names: readonly string[];
  readonly get: string;
  /** Arguments that make it print its version, where a recording names it. */
  readonly version?: readonly string[];
}

const WANTED = {
  prometheus: {
    names: ['prometheus'],
    get: 'Prometheus: https://prometheus.io/download (Debian: apt install prometheus)',
    version: ['--version'],
  },
  alertmanager: {
    names: ['alertmanager', 'prometheus-alertmanager'],
    get: 'Alertmanager: https://prometheus.io/download (Debian: apt install prometheus-alertmanager)',
    version: ['--version'],
  },
  unshare: { names: ['unshare'], get: 'unshare of util-linux' },
  go: { names: ['go'], get: 'Go 1.24 or later: https://go.dev/dl', version: ['version'] },
  cc: { names: ['gcc', 'cc'], get: 'a C compiler and the static C library (Debian: apt install gcc libc6-dev)' },
  java: {
    names: ['java'],
    get: 'a JDK 17 or later: https://adoptium.net (Debian: apt install default-jdk-headless)',
    version: ['-version'],
  },
  javac: { names: ['javac'], get: 'javac of a JDK, not only a JRE (Debian: apt install default-jdk-headless)' },
  maven: { names: ['mvn'], get: 'Maven: https://maven.apache.org/download.cgi (Debian: apt install maven)' },
  npm: { names: ['npm'], get: 'npm, which comes with Node: https://nodejs.org' },
  python: {
    names: ['python3'],
    get: 'Python 3.9 or later with venv: https://www.python.org/downloads (Debian: apt install python3-venv)',
    version: ['--version'],
  },
} as const satisfies Readonly<Record<string, Wanted>>;

export type ToolName = keyof typeof WANTED;

/** The programs that a lab starts. */
export interface Tools {
  /** Where a program is that was asked for. */
  path(name: ToolName): string;
  /** Version by tool, and of the kernel. */
  readonly versions: Readonly<Record<string, string>>;
}

const ALWAYS: readonly ToolName[] = ['prometheus', 'alertmanager', 'unshare'];

/**
 * Finds what every lab needs and what `others` names on the PATH; throws one {@link UnavailableError} that names all
 * that are missing, with where to get each.
 */
export async function requireTools(others: readonly ToolName[]): Promise<Tools> {
  const missing: string[] = [];
  if (process.platform !== 'linux')
    missing.push('Linux: the kills are the kernel’s own (a privileged container will do)');
  const paths = new Map<ToolName, string>();
  for (const name of [...ALWAYS, ...others]) {
    const found = WANTED[name].names.map(onPath).find((candidate) => candidate !== undefined);
    if (found === undefined) missing.push(WANTED[name].get);
    else paths.set(name, found);
  }
  if (missing.length > 0) {
    throw new UnavailableError(`the lab needs what is not on the PATH:\n  ${missing.join('\n  ')}`, {
      retryable: false,
    });
  }
  return {
    path: (name) => paths.get(name) ?? unasked(name),
    versions: await versionsOf(paths),
  };
}

function unasked(name: ToolName): never {
  throw new RangeError(`no one asked for ${name}`);
}

async function versionsOf(paths: ReadonlyMap<ToolName, string>): Promise<Tools['versions']> {
  const numberIn = (text: string): string => /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? 'unknown';
  const versions: Record<string, string> = {};
  for (const [name, path] of paths) {
    const { version }: Wanted = WANTED[name];
    if (version === undefined) continue;
    // Debian's builds and every JVM print to stderr what others print to stdout.
    const { stdout, stderr } = await run(path, version);
    versions[name] = numberIn(stdout + stderr);
  }
  return { ...versions, kernel: numberIn(release()) };
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
