import { Command, Option } from 'commander';
import { inParallel } from '../../src/adapters/collector/in-parallel.ts';
import { explain } from '../../src/foundation/errors.ts';
import { scenarios } from '../demo/recording.ts';
import { SCENARIOS, type ScenarioName } from '../lab/scenario.ts';
import { playLive } from './live.ts';
import type { Outcome } from './outcome.ts';
import { playRecording } from './recorded.ts';
import { rowOf, writeRow } from './table.ts';

const PAGE = new URL('../../test/README.md', import.meta.url).pathname;

interface Options {
  readonly live: boolean;
  readonly write: boolean;
  readonly scenario?: ScenarioName;
  readonly atOnce: number;
}

const program = new Command('npm run outcomes --')
  .description('Plays every scenario, answers as recommended, and prints what each investigation came to.')
  .option('--live', 'run the services in the lab (Linux, Go, Prometheus, Alertmanager), not the recordings', false)
  .addOption(new Option('--scenario <name>', 'this one only').choices(SCENARIOS))
  .option('--write', 'put the lines into test/README.md as they come', false)
  .addOption(new Option('--at-once <count>', 'so many at a time').default(1).argParser(Number))
  .action(async ({ live, write, scenario, atOnce }: Options) => {
    await inParallel(scenario === undefined ? SCENARIOS : [scenario], atOnce, async (name) => {
      const say = (message: string) => process.stderr.write(`${name}: ${message}\n`);
      try {
        say('playing');
        const outcome = live ? (await playLive(name, { onProgress: say })).outcome : await recorded(name);
        process.stdout.write(`${rowOf(outcome)}\n`);
        if (write) writeRow(PAGE, live ? 'live' : 'recordings', outcome);
        if (outcome.found !== outcome.wanted) process.exitCode = 1;
      } catch (error) {
        say(explain(error));
        process.exitCode = 1;
      }
    });
  });

function recorded(name: ScenarioName): Promise<Outcome> {
  if (!scenarios().includes(name)) throw new Error(`${name} was not recorded: npm run lab -- record ${name}`);
  return playRecording(name);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`outcomes: ${explain(error)}\n`);
  process.exitCode = 1;
});
