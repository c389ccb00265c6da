import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '../../src/foundation/errors.ts';

const run = promisify(execFile);

/** The programs that the lab starts, and their versions. */
export interface Tools {
  readonly go: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly versions: {
    readonly go: string;
    readonly prometheus: string;
    readonly alertmanager: string;
    readonly kernel: string;
  };
}

const WANTED = {
  go: { names: ['go'], get: 'Go 1.24 or later: https://go.dev/dl' },
  prometheus: {
    names: ['prometheus'],
    get: 'Prometheus: https://prometheus.io/download (Debian: apt install prometheus)',
  },
  alertmanager: {
    names: ['alertmanager', 'prometheus-alertmanager'],
    get: 'Alertmanager: https://prometheus.io/download (Debian: apt install prometheus-alertmanager)',
  },
  unshare: { names: ['unshare'], get: 'unshare of util-linux' },
} as const;

/** Finds every program on the PATH; throws one {@link UnavailableError} that names all that are missing. */
export async function requireTools(): Promise<Tools> {
  const missing: string[] = [];
  if (process.platform !== 'linux')
    missing.push('Linux: the kills are the kernel’s own (a privileged container will do)');
  const path = (name: keyof typeof WANTED): string => {
    const found = WANTED[name].names.map(onPath).find((candidate) => candidate !== undefined);
    if (found === undefined) missing.push(WANTED[name].get);
    return found ?? '';
  };
  const [go, prometheus, alertmanager] = [path('go'), path('prometheus'), path('alertmanager')];
  path('unshare');
  if (missing.length > 0) {
    throw new UnavailableError(`the lab needs what is not on the PATH:\n  ${missing.join('\n  ')}`, {
      retryable: false,
    });
  }
  return { go, prometheus, alertmanager, versions: await versionsOf(go, prometheus, alertmanager) };
}

async function versionsOf(go: string, prometheus: string, alertmanager: string): Promise<Tools['versions']> {
  const numberIn = (text: string): string => /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? 'unknown';
  // Debian's builds print to stderr what upstream's print to stdout.
  const ask = async (program: string, argument: string): Promise<string> => {
    const { stdout, stderr } = await run(program, [argument]);
    return numberIn(stdout + stderr);
  };
  return {
    go: await ask(go, 'version'),
    prometheus: await ask(prometheus, '--version'),
    alertmanager: await ask(alertmanager, '--version'),
    kernel: numberIn(release()),
  };
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
