import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '../../../src/foundation/errors.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';

export interface Daemon {
  readonly url: string;
  close(): Promise<void>;
}

export interface DaemonSpec {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Where it runs, so that a later lab finds and ends it should this one be killed. */
  readonly cgroup: MemoryCgroup;
  readonly logFile: string;
  /** Where it answers; ready when `/-/ready` does. */
  readonly url: string;
}

/** Starts a program and waits until it is ready. Throws {@link UnavailableError} with the end of its log. */
export async function startDaemon(spec: DaemonSpec): Promise<Daemon> {
  const log = openSync(spec.logFile, 'a');
  const enter = ['-c', 'echo $$ > "$0" && exec "$@"', spec.cgroup.processesFile];
  const child = spawn('/bin/sh', [...enter, spec.program, ...spec.arguments], {
    stdio: ['ignore', log, log],
    detached: true, // Ctrl-C is the lab's: it still asks Prometheus before it ends it
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      over = true;
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(10 * SECOND, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    await ended;
  };
  for (const deadline = Date.now() + 30 * SECOND; ; await sleep(200)) {
    if (over || Date.now() > deadline) {
      await close();
      const tail = readFileSync(spec.logFile, 'utf8').trim().split('\n').slice(-3).join('\n  ');
      throw new UnavailableError(`${spec.name} did not start at ${spec.url}:\n  ${tail}`, { retryable: false });
    }
    if (await answers(`${spec.url}/-/ready`)) return { url: spec.url, close };
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2 * SECOND) })).ok;
  } catch {
    return false; // not yet listening
  }
}
