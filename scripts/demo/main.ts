import { buildCommand } from '@stricli/core';
import pino from 'pino';
import { writeFiles } from '../../src/commands/investigate.ts';
import { flag, option } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { reportDocument } from '../../src/presentation/report/json.ts';
import { startWorkspace } from '../workspace/workspace.ts';
import { playThrough } from './autoplay.ts';
import { scenarios } from './recording.ts';
import { appManifest, setStage } from './stage.ts';
import { openTheatre } from './theatre.ts';
import { transcript } from './transcript.ts';

interface Options {
  readonly scenario?: string;
  readonly port?: number;
  readonly auto?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const names = scenarios();

const demo = buildCommand<Options>({
  docs: { brief: 'Leakbot in a local Slack-like workspace, on a recorded leak. Needs no tokens and no network.' },
  parameters: {
    flags: {
      scenario: option(
        'name',
        `the recording to play, one of ${names.join(', ')}; heap-leak when left out`,
        readScenario,
      ),
      port: option('number', 'where the workspace is shown; 4390 when left out', readPort),
      auto: flag('answer each step as recommended, print the thread, end'),
      out: option('dir', 'with --auto: write the report, the pictures and the profiles there', String),
      json: flag('with --auto: print one JSON document and nothing else'),
    },
  },
  func: (options) => (options.auto === true ? auto(options) : interactive(options)),
});

// Only what a person at the terminal should act on; never on stdout, which --json owns.
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'error' }, pino.destination(2));

async function auto({ scenario = 'heap-leak', out, json }: Options): Promise<void> {
  const workspace = await startWorkspace({ manifest: appManifest(), fileDelayMs: 200 });
  const stage = await setStage({ workspace, scenario, log });
  try {
    await stage.raiseAlert();
    const investigation = await playThrough(stage, workspace);
    await writeFiles(investigation, out ?? 'demo-out', {
      pictureOf: (key) => stage.bot.store.loadPicture(key),
      profiles: stage.profiles,
    });
    const root = workspace.messages('alerts')[0];
    if (json === true)
      process.stdout.write(`${JSON.stringify(reportDocument(investigation, playbookFor(investigation.runtime)))}\n`);
    else
      process.stdout.write(
        `${root === undefined ? '' : transcript(workspace, { channel: 'alerts', ts: root.ts })}\n\nReport and pictures: ${out ?? 'demo-out'}/\n`,
      );
  } finally {
    await stage.close();
    await workspace.close();
  }
}

async function interactive({ scenario = 'heap-leak', port = 4390 }: Options): Promise<void> {
  const theatre = await openTheatre({ scenario, port, log });
  process.stdout.write(
    `An OOM-kill alert has arrived: open ${theatre.workspace.pageUrl} and answer it. Ctrl-C ends the demo.\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await theatre.close();
}

function readScenario(text: string): string {
  if (!names.includes(text)) throw new Error(`there is no such recording: write one of ${names.join(', ')}`);
  return text;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new Error('a port is a number up to 65535');
  return port;
}

process.exitCode = await runProgram('npm run demo --', demo, process.argv.slice(2));
