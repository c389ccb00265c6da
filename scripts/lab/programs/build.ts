import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '../../../src/foundation/errors.ts';

const execute = promisify(execFile);

/** One folder a service. */
export const SERVICES = join(import.meta.dirname, '..', 'services');

export type Build = (
  program: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<string>;

/** Runs the programs of a build in a folder and returns what they print; `needs` says what may have been missing. */
export function builder(folder: string, needs: string): Build {
  return async (program, args, environment = {}) => {
    try {
      const { stdout } = await execute(program, args, { cwd: folder, env: { ...process.env, ...environment } });
      return stdout;
    } catch (error) {
      throw new UnavailableError(`${program} ${args[0] ?? ''} in ${folder} failed (${needs}): ${endOf(error)}`, {
        cause: error,
        retryable: false,
      });
    }
  };
}

/** The last lines that a failed program printed: Maven prints its errors to stdout. */
function endOf(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n  ');
}
