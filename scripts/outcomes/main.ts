import { Command, Option } from 'commander';
import { explain } from '../../src/foundation/errors.ts';
import { scenarios } from '../demo/recording.ts';
import { SCENARIOS, type ScenarioName } from '../lab/scenario.ts';
import { playLive } from './live.ts';
import type { Outcome } from './outcome.ts';
import { playRecording } from './recorded.ts';
import { replaceTable, tableOf } from './table.ts';

const PAGE = new URL('../../test/README.md', import.meta.url).pathname;

interface Options {
  readonly live: boolean;
  readonly write: boolean;
  readonly scenario?: ScenarioName;
}

const program = new Command('npm run outcomes --')
  .description('Plays every scenario, answers as recommended, and prints what each investigation came to.')
  .option('--live', 'run the services in the lab (Linux, Go, Prometheus, Alertmanager), not the recordings', false)
  .addOption(new Option('--scenario <name>', 'this one only').choices(SCENARIOS))
  .addOption(new Option('--write', 'put the table into test/README.md').default(false).conflicts('scenario'))
  .action(async ({ live, write, scenario }: Options) => {
    const names = scenario === undefined ? SCENARIOS : [scenario];
    const outcomes: Outcome[] = [];
    for (const name of names) {
      progress(`playing ${name}`);
      outcomes.push(live ? (await playLive(name, { onProgress: progress })).outcome : await recorded(name));
    }
    const table = tableOf(outcomes);
    process.stdout.write(`${table}\n`);
    if (write) replaceTable(PAGE, live ? 'live' : 'recordings', table);
    if (outcomes.some(({ found, wanted }) => found !== wanted)) process.exitCode = 1;
  });

function recorded(name: ScenarioName): Promise<Outcome> {
  if (!scenarios().includes(name)) throw new Error(`${name} was not recorded: npm run lab -- record ${name}`);
  return playRecording(name);
}

function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`outcomes: ${explain(error)}\n`);
  process.exitCode = 1;
});
