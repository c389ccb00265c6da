import { buildCommand, buildRouteMap } from '@stricli/core';
import type { Answer } from '../diagnosis/judgement.ts';
import {
  argument,
  flag,
  option,
  readAnswers,
  readCount,
  readDuration,
  readLabel,
  readMerged,
  readTime,
} from './options.ts';

const JSON_ALONE = flag('print one JSON document on stdout and nothing else');

const start = buildCommand({
  docs: { brief: 'run the bot' },
  parameters: {},
  loader: async () => {
    const { leanStart } = await import('./lean-start.ts');
    const started = leanStart();
    const { startCommand } = await import('./start.ts');
    return () => startCommand({ started });
  },
});

interface InvestigateOptions {
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly at?: number;
  readonly window?: number;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly out?: string;
  readonly json?: boolean;
}

const investigate = buildCommand<InvestigateOptions, [string]>({
  docs: { brief: 'investigate a service without Slack: report, pictures, JSON' },
  parameters: {
    positional: { kind: 'tuple', parameters: [argument('service', 'its name, or namespace/name')] },
    flags: {
      namespace: option('ns', 'where the name exists in several', String),
      pod: option('pod', 'the pod to look at; the worst one when left out', String),
      container: option('name', 'the container to look at; the one in trouble when left out', String),
      at: option('time', 'the end of the window, as ISO 8601; now when left out', readTime),
      window: option('duration', 'how far to look back: 1h, 24h, 7d', readDuration),
      answers: option('list', 'STEP=yes|no|unclear, separated by commas; the rest as recommended', readAnswers),
      out: option('dir', 'write report.md, report.json, the pictures and the compared profiles there', String),
      json: JSON_ALONE,
    },
  },
  loader: async () => {
    const { investigateCommand } = await import('./investigate.ts');
    return ({ answers = {}, json = false, ...options }, service) =>
      investigateCommand({ service, answers, json, ...options });
  },
});

interface DiffOptions {
  readonly sampleType?: string;
  readonly label?: readonly (readonly [key: string, value: string])[];
  readonly merged?: { readonly base: number; readonly current: number };
  readonly top?: number;
  readonly json?: boolean;
  readonly flameGraph?: string;
  readonly pprof?: string;
}

const diff = buildCommand<DiffOptions, [string, string]>({
  docs: { brief: 'compare two profiles' },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        argument(
          'base',
          'a profile that go tool pprof reads, or of a JVM a .jfr or a class histogram; packed or plain',
        ),
        argument('current', 'the later one'),
      ],
    },
    flags: {
      sampleType: option('type', 'inuse_space, goroutine …; the profile’s own default when left out', String),
      label: {
        ...option('key=value', 'only samples that carry it; may be given several times', readLabel),
        variadic: true,
      },
      merged: option('base,current', 'how many profiles each file is the sum of: figures are means', readMerged),
      top: option('n', 'how many functions and paths; 0 for all', readCount),
      json: JSON_ALONE,
      flameGraph: option('file', 'draw the comparison as PNG', String),
      pprof: option('file', 'write the difference as a profile that go tool pprof opens', String),
    },
  },
  loader: async () => {
    const { compileLittleFor } = await import('./short-run.ts');
    const { diffCommand } = await import('./diff.ts');
    return async ({ label = [], ...options }, base, current) => {
      await compileLittleFor(base, current);
      return diffCommand({ base, current, labels: Object.fromEntries(label), ...options }, process);
    };
  },
});

const doctor = buildCommand<{ readonly json?: boolean }>({
  docs: { brief: 'check settings, Slack, every source and every service; say what to fix' },
  parameters: { flags: { json: JSON_ALONE } },
  loader: async () => {
    const { doctorCommand } = await import('./doctor.ts');
    return ({ json = false }) => doctorCommand({ json });
  },
});

const backup = buildCommand<Record<never, never>, [string]>({
  docs: { brief: 'copy the store into a new file, also while the bot runs' },
  parameters: { positional: { kind: 'tuple', parameters: [argument('file', 'the backup to write')] }, flags: {} },
  loader: async () => {
    const { backupCommand } = await import('./backup.ts');
    return (_, file) => backupCommand(file, process);
  },
});

const restore = buildCommand<Record<never, never>, [string]>({
  docs: { brief: 'put a backup in the place of the store; stop the bot first' },
  parameters: { positional: { kind: 'tuple', parameters: [argument('file', 'a backup')] }, flags: {} },
  loader: async () => {
    const { restoreCommand } = await import('./backup.ts');
    return (_, file) => restoreCommand(file, process);
  },
});

const migrate = buildCommand<{ readonly from?: string; readonly to?: string }>({
  docs: { brief: 'move a store between SQLite and PostgreSQL, and prove it; stop the bot first' },
  parameters: {
    flags: {
      from: option('store', 'a file, or postgres://… (its password: PGPASSWORD)', String),
      to: option('store', 'a new file, or an empty PostgreSQL database', String),
    },
  },
  loader: async () => {
    const { migrateCommand } = await import('./migrate.ts');
    return (ends) => migrateCommand(ends, process);
  },
});

/** What Leakbot can do; each command loads only what it needs. */
export const program = buildRouteMap({
  docs: { brief: 'Finds memory leaks with the engineer on call. Without a command it runs the bot.' },
  routes: { start, investigate, diff, doctor, backup, restore, migrate },
});
