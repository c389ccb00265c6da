// Scores the judge of "is memory growing?" on a labelled corpus of generated series, beside two peer rules.
// npm run score -- [--seeds N] [--from SEED] [--shape NAME] [--failures] [--json]
// npm run score -- --forecasts [--seeds N] [--from SEED] [--json]: when leaks meet their limit
// npm run score -- --worlds [--family NAME] [--seed SEED] [--seeds N] [--verbose] [--json]: whole investigations
import { parseArgs } from 'node:util';
import { scoreForecasts } from './forecasts/main.ts';
import { missedGoals } from './goals.ts';
import { type RuleScore, type Score, scoreOf } from './score.ts';
import type { Tally } from './tally.ts';
import { scoreWorlds } from './worlds-main.ts';

/** Seeds from here on are never looked at while the judge is being improved. */
const HELD_BACK_FROM = 1_000_000;

const USAGE = `Scores the judge of memory on series and worlds whose truth is known.

npm run score -- [--seeds N] [--from SEED] [--shape NAME] [--failures] [--json]
  "Is memory growing?" on generated series, beside two peer rules; ends with 1 where a goal is missed.
npm run score -- --forecasts [--seeds N] [--from SEED] [--json]
  How often the kill of a leak lies in the range that was predicted.
npm run score -- --worlds [--family NAME] [--seed SEED] [--seeds N] [--verbose] [--json]
  Whole investigations of generated services.
  --seeds N      seeds of each shape (200), services of each leak (60), or worlds of each family (2)
  --from SEED    the first seed of the series (${HELD_BACK_FROM}); --seed SEED that of the worlds (1)
  --shape NAME   only shapes whose name contains this; --family NAME only that family
  --failures     lists what was wrong or unclear; --verbose each moment of a world
  --json         the figures as JSON`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: String(HELD_BACK_FROM) },
    shape: { type: 'string', default: '' },
    failures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    worlds: { type: 'boolean', default: false },
    forecasts: { type: 'boolean', default: false },
    family: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit();
}

if (values.forecasts) {
  scoreForecasts({ from: Number(values.from), count: Number(values.seeds ?? 60), json: values.json });
  process.exit();
}

if (values.worlds) {
  const { family, verbose, json } = values;
  await scoreWorlds({ family, seed: Number(values.seed), seeds: Number(values.seeds ?? 2), verbose, json });
  process.exit();
}

const began = performance.now();
const score = scoreOf({
  from: Number(values.from),
  count: Number(values.seeds ?? 200),
  shape: values.shape,
  progress: (shape) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${shape} …`);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
const missed = missedGoals(score);

if (values.json) console.log(JSON.stringify({ ...score, missed }, undefined, 2));
else print(score);
process.exitCode = missed.length === 0 ? 0 : 1;

function print({ judge, peers, calibration, failures, seeds }: Score): void {
  const rules = [judge, ...peers];
  console.log(`${judge.all.cases} cases: seeds ${seeds.from} to ${seeds.from + seeds.count - 1} of each shape\n`);
  console.log(
    `${'right %  (unclear, wrong, wrong at ≥ 0.8)'.padEnd(42)}${rules.map(({ rule }) => rule.padEnd(42)).join('')}`,
  );
  for (const shape of Object.keys(judge.shapes)) console.log(row(shape, rules, (rule) => rule.shapes[shape]));
  console.log(row('all', rules, (rule) => rule.all));
  console.log('\nstated confidence   cases   stated    right   95 % bounds');
  for (const { from, to, cases, stated, right, bounds } of calibration) {
    const range = `${from.toFixed(2)} – ${Math.min(1, to).toFixed(2)}`;
    const shares = [stated, right, ...bounds].map((share) => `${(share * 100).toFixed(1)} %`.padStart(9));
    console.log(`${range.padEnd(18)}${String(cases).padStart(7)}${shares.join('')}`);
  }
  if (values.failures) {
    for (const one of failures) console.log(`${one.shape} ${one.seed}: ${one.answer} ${one.confidence.toFixed(2)}`);
  }
  console.log(`\n${missed.length === 0 ? 'All goals met.' : `Missed:\n  ${missed.join('\n  ')}`}`);
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`);
}

function row(name: string, rules: readonly RuleScore[], of: (rule: RuleScore) => Tally | undefined): string {
  const cells = rules.map((rule) => {
    const tally = of(rule);
    if (tally === undefined) return '';
    const { cases, right, unclear, wrong, confidentlyWrong } = tally;
    return `${((right / cases) * 100).toFixed(1).padStart(5)}  (${unclear}, ${wrong}, ${confidentlyWrong})`;
  });
  return name.padEnd(42) + cells.map((cell) => cell.padEnd(42)).join('');
}
