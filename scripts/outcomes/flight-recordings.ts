import { execFile } from 'node:child_process';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { explain } from '../../src/foundation/errors.ts';
import type { Bytes } from '../../src/measurement/bytes.ts';
import { type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { Lab } from '../lab/lab.ts';

const run = promisify(execFile);

/** Of every JVM, by the variable that its launcher reads; the figures of the README's advice. */
export const RECORDED: Readonly<Record<string, string>> = {
  JDK_JAVA_OPTIONS: '-XX:StartFlightRecording=settings=profile',
};

/** Between two dumps of one JVM: each starts a jcmd, which on two cores is not nothing. */
const EVERY: Milliseconds = 4 * SECOND;
/** Of the limit. The walk for what keeps objects takes memory of its own, and the kernel is near. */
const NO_DUMP_FROM = 0.9;

/** Where the recordings of a live run are kept, a folder for each pod. */
export function recordingsIn(folder: string): string {
  return join(folder, 'recordings');
}

/** Has the JVM of the busiest pod dump what it recorded again and again, as a job beside it would. */
export function dumpAgainAndAgain(
  lab: Lab,
  folder: string,
  onProgress: (message: string) => void,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const dumping = dump(lab, { folder: recordingsIn(folder), onProgress }, stopped.signal);
  return {
    async stop() {
      stopped.abort();
      await dumping;
    },
  };
}

async function dump(
  lab: Lab,
  { folder, onProgress }: { readonly folder: string; readonly onProgress: (message: string) => void },
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    const [busiest] = lab.pods();
    const rss: Bytes = busiest?.rss ?? 0;
    if (busiest?.processId !== undefined && rss < NO_DUMP_FROM * lab.limitBytes) {
      // It may be killed at any moment, also while it dumps.
      await dumpOf(busiest.processId, join(folder, busiest.name)).catch((error: unknown) =>
        onProgress(`no dump: ${explain(error)}`),
      );
    }
    await sleep(EVERY, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function dumpOf(processId: number, folder: string): Promise<void> {
  // The pods of the lab have one file system between them.
  const inside = `/tmp/dump-${processId}.jfr`;
  const id = String(processId);
  // As `kubectl exec` does it: by the container's own jcmd, in its own file system.
  const jcmd = ['-t', id, '-m', '-r', '-w', '/opt/java/bin/jcmd'];
  await run('nsenter', [...jcmd, id, 'JFR.dump', 'path-to-gc-roots=true', `filename=${inside}`], {
    timeout: 20 * SECOND,
  });
  await mkdir(folder, { recursive: true });
  const half = join(folder, 'half');
  await copyFile(join('/proc', id, 'root', inside), half);
  await rename(half, join(folder, `${Date.now()}.jfr`));
}
