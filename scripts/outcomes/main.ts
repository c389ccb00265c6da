import { fileURLToPath } from 'node:url';
import { buildCommand } from '@stricli/core';
import { inParallel } from '../../src/adapters/collector/in-parallel.ts';
import { choice, flag, option, readCount } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { explain } from '../../src/foundation/errors.ts';
import { scenarios } from '../demo/recording.ts';
import { SCENARIOS, type ScenarioName } from '../lab/scenario.ts';
import { scenarioOf } from '../lab/scenarios/scenarios.ts';
import { playLive } from './live.ts';
import type { Outcome } from './outcome.ts';
import { playRecording } from './recorded.ts';
import { rowOf, writeRow } from './table.ts';

const PAGE = fileURLToPath(new URL('../../test/README.md', import.meta.url));

interface Options {
  readonly live?: boolean;
  readonly write?: boolean;
  readonly scenario?: ScenarioName;
  readonly atOnce?: number;
}

const outcomes = buildCommand<Options>({
  docs: { brief: 'Plays every scenario, answers as recommended, and prints what each investigation ended as.' },
  parameters: {
    flags: {
      live: flag('run the services in the lab (Linux, Go, Prometheus, Alertmanager), not the recordings'),
      scenario: choice('this one only', SCENARIOS),
      write: flag('put the lines into test/README.md as they come'),
      atOnce: option('count', 'so many at a time; one when left out', readCount),
    },
  },
  func: async ({ live = false, write = false, scenario, atOnce = 1 }) => {
    await inParallel(scenario === undefined ? SCENARIOS : [scenario], atOnce, async (name) => {
      const say = (message: string) => process.stderr.write(`${name}: ${message}\n`);
      try {
        say('playing');
        const outcome = live ? (await playLive(name, { onProgress: say })).outcome : await recorded(name);
        process.stdout.write(`${rowOf(outcome)}\n`);
        if (write) writeRow(PAGE, live ? 'live' : 'recordings', outcome);
        const { pending } = scenarioOf(name);
        if (pending !== undefined) say(`not right yet: ${pending}`);
        else if (outcome.found !== outcome.wanted) process.exitCode = 1;
      } catch (error) {
        say(explain(error));
        process.exitCode = 1;
      }
    });
  },
});

function recorded(name: ScenarioName): Promise<Outcome> {
  if (!scenarios().includes(name)) throw new Error(`${name} was not recorded: npm run lab -- record ${name}`);
  return playRecording(name);
}

const status = await runProgram('npm run outcomes --', outcomes, process.argv.slice(2));
process.exitCode ??= status;
