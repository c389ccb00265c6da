import {
  buildApplication,
  type Command,
  type CommandContext,
  ExitCode,
  type RouteMap,
  run,
  text_en,
} from '@stricli/core';
import { explain } from '../foundation/errors.ts';

/** Where a program prints to. */
export interface Terminal {
  readonly stdout: CommandContext['process']['stdout'];
  readonly stderr: CommandContext['process']['stderr'];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs what a command line asks for and gives the exit status: 2 when it was called wrongly, after saying on stderr
 * what would be right; 1 when the command failed, after saying why.
 */
export async function runProgram(
  name: string,
  program: Command<CommandContext> | RouteMap<CommandContext>,
  inputs: readonly string[],
  terminal: Terminal = process,
): Promise<number> {
  const said = (message: string) => `${name.replace(/ --$/, '')}: ${message}`;
  const wrong = (message: string) => said(`${message} (--help shows how to use it)`);
  const failed = (error: unknown) => said(explain(error));
  // It takes either, but has no signature that says so.
  const application = buildApplication(program as RouteMap<CommandContext>, {
    name,
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: (input) => wrong(text_en.noCommandRegisteredForInput(input)),
        exceptionWhileParsingArguments: (error) => wrong(text_en.exceptionWhileParsingArguments.call({}, error, false)),
        exceptionWhileLoadingCommandFunction: failed,
        exceptionWhileRunningCommand: failed,
      },
    },
  });
  const ending: { exitCode?: number } = {};
  const { stdout, stderr, env } = terminal;
  await run(application, inputs, { process: Object.assign(ending, { stdout, stderr, env }) });
  return statusOf(ending.exitCode ?? ExitCode.Success);
}

function statusOf(exitCode: number): number {
  if (exitCode === ExitCode.UnknownCommand || exitCode === ExitCode.InvalidArgument) return 2;
  return exitCode === ExitCode.Success ? 0 : 1;
}
