import { Command, InvalidArgumentError } from 'commander';
import type { Answer } from '../diagnosis/judgement.ts';
import { explain } from '../foundation/errors.ts';
import { parseDuration } from '../measurement/duration.ts';

/** Names the commands; each loads only what it needs. */
const program = new Command('leakbot')
  .description('Finds memory leaks with the engineer on call.')
  .showHelpAfterError('(leakbot help COMMAND shows how to use it)')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride((exit) => process.exit(exit.exitCode === 0 ? 0 : 2));

program
  .command('start', { isDefault: true })
  .description('run the bot')
  .action(async () => (await import('./start.ts')).startCommand());

program
  .command('investigate')
  .description('investigate a service without Slack: report, pictures, JSON')
  .argument('<service>', 'its name, or namespace/name')
  .option('--namespace <ns>', 'where the name exists in several')
  .option('--pod <pod>', 'the pod to look at; the worst one when left out')
  .option('--at <time>', 'the end of the window, as ISO 8601; now when left out', timeOption)
  .option('--window <duration>', 'how far to look back: 1h, 24h, 7d', durationOption)
  .option('--answers <list>', 'STEP=yes|no|unclear, separated by commas; the rest as recommended', answersOption, {})
  .option('--out <dir>', 'write report.md, report.json, the pictures and the compared profiles there')
  .option('--json', 'print one JSON document on stdout and nothing else', false)
  .action(async (service: string, options: InvestigateOptions) =>
    (await import('./investigate.ts')).investigateCommand({ service, ...options }),
  );

program
  .command('diff')
  .description('compare two profiles')
  .argument('<base>', 'a pprof profile, gzipped or plain')
  .argument('<current>', 'the later one')
  .option('--sample-type <type>', 'inuse_space, alloc_objects, goroutine …; the profile’s own default when left out')
  .option('--label <key=value>', 'only samples that carry it; may be given several times', labelOption, {})
  .option('--merged <base,current>', 'how many profiles each file is the sum of: figures are means', mergedOption)
  .option('--top <n>', 'how many functions and paths; 0 for all', countOption)
  .option('--json', 'print one JSON document on stdout and nothing else', false)
  .option('--flame-graph <file>', 'draw the comparison as PNG')
  .option('--pprof <file>', 'write the difference as a profile that go tool pprof opens')
  .action(async (base: string, current: string, { label: labels, ...options }: DiffOptions) => {
    const { diffCommand } = await import('./diff.ts');
    await diffCommand({ base, current, labels, ...options }, { stdout: process.stdout, env: process.env });
  });

program
  .command('doctor')
  .description('check settings, Slack, every source and every service; say what to mend')
  .option('--json', 'print one JSON document on stdout and nothing else', false)
  .action(async (options: { readonly json: boolean }) => (await import('./doctor.ts')).doctorCommand(options));

interface InvestigateOptions {
  readonly namespace?: string;
  readonly pod?: string;
  readonly at?: number;
  readonly window?: number;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly out?: string;
  readonly json: boolean;
}

interface DiffOptions {
  readonly sampleType?: string;
  readonly label: Readonly<Record<string, string>>;
  readonly merged?: { readonly base: number; readonly current: number };
  readonly top?: number;
  readonly json: boolean;
  readonly flameGraph?: string;
  readonly pprof?: string;
}

function timeOption(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('write a time like 2026-11-23T03:00:00Z.');
  return time;
}

function durationOption(text: string): number {
  const span = parseDuration(text);
  if (span === undefined || span <= 0) throw new InvalidArgumentError('write a duration like 1h, 24h or 7d.');
  return span;
}

function countOption(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('write a whole number, 0 for all.');
  return count;
}

function labelOption(text: string, others: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('write a label like kind=cache.');
  return { ...others, [key]: value };
}

function mergedOption(text: string): { readonly base: number; readonly current: number } {
  const [, base, current] = /^([1-9]\d{0,5}),([1-9]\d{0,5})$/.exec(text) ?? [];
  if (base === undefined || current === undefined) throw new InvalidArgumentError('write two numbers like 1,12.');
  return { base: Number(base), current: Number(current) };
}

function answersOption(text: string): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [step = '', answer = ''] = pair.split('=');
      if (answer !== 'yes' && answer !== 'no' && answer !== 'unclear') {
        throw new InvalidArgumentError('write answers like rss-growing=yes,goroutines-growing=no.');
      }
      return [step.trim(), answer];
    }),
  );
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`leakbot: ${explain(error)}\n`);
  process.exitCode = 1;
});
