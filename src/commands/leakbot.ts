import { explain } from '../foundation/errors.ts';
import { program } from './program.ts';
import { runProgram, type Terminal } from './run-program.ts';

/** Runs Leakbot as the command line of this process says, and ends the process. */
export async function main(): Promise<void> {
  process.stdout.on('error', outputFailed);
  process.stderr.on('error', () => process.exit(1));
  const status = await leakbot(process.argv.slice(2));
  process.exitCode ??= status;
  await Promise.all([process.stdout, process.stderr].map(written));
  // Node would take the heap apart first: of a short command that is a noticeable part.
  process.exit();
}

/** Runs what the inputs ask for; the answer is the exit status, where the command has not set it itself. */
export async function leakbot(inputs: readonly string[], terminal?: Terminal): Promise<number> {
  return runProgram('leakbot', program, meant(inputs), terminal);
}

/** Nothing means the bot; `leakbot help diff` is what many other programs understand. */
function meant(inputs: readonly string[]): readonly string[] {
  const [first, ...rest] = inputs;
  if (first === undefined) return ['start'];
  return first === 'help' ? [...rest, '--help'] : inputs;
}

/** Whoever reads has seen enough (`leakbot diff … | head`), or the disk is full. */
function outputFailed(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`leakbot: cannot write the output: ${explain(error)}\n`);
  process.exit(1);
}

/** When all that was written has reached the other side: a pipe takes it as fast as someone reads. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
