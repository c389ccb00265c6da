import type { Family } from '../worlds/family.ts';
import { PEERS } from './peers.ts';
import { markOf, peerTally, shareIsNear, type WorldAnswer, type WorldTally, worldTally } from './world-tally.ts';
import { answersAbout, familiesNamed } from './worlds.ts';

export interface WorldsOptions {
  readonly family: string;
  readonly seed: number;
  readonly seeds: number;
  readonly verbose: boolean;
  readonly json: boolean;
}

/** `npm run score -- --worlds`: whole investigations of simulated services, by family. */
export async function scoreWorlds(options: WorldsOptions): Promise<void> {
  const began = performance.now();
  const families = familiesNamed(options.family);
  const answers = await answersAbout({
    families,
    from: options.seed,
    count: options.seeds,
    progress: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line} …`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (options.json)
    console.log(
      JSON.stringify(
        answers.map((answer) => ({ ...answer, mark: markOf(answer) })),
        undefined,
        2,
      ),
    );
  else print(families, answers, options);
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Whether the answer names the cause whose true share is known. */
function verdictIsOfCause({ truth, gate, verdict }: WorldAnswer): boolean {
  return gate.passes && gate.shares !== undefined && verdict.kind === truth.cause;
}

const HEAD = ['right', 'share', 'unclear', 'wrong', '≥ 0.8', 'flips', 'faulty', 'decidable'] as const;

function print(
  families: readonly Family[],
  answers: readonly WorldAnswer[],
  { seed, seeds, verbose }: WorldsOptions,
): void {
  console.log(`${answers.length} moments: seeds ${seed} to ${seed + seeds - 1} of ${families.length} families`);
  console.log(
    'right, share within 15 points and unclear: of the moments at which the data suffice; wrong and flips: of all\n',
  );
  console.log(`${''.padEnd(34)}${HEAD.map((cell) => cell.padStart(10)).join('')}`);
  for (const { name } of families) console.log(row(name, worldTally(answers.filter(({ family }) => family === name))));
  console.log(row('all', worldTally(answers)));
  PEERS.forEach(({ name }, index) => {
    const { right, of } = peerTally(answers, index);
    console.log(`${`peer: ${name}`.padEnd(46)} right on whether memory grows: ${percent(right, of)}`);
  });
  if (!verbose) return;
  console.log('');
  for (const answer of answers) {
    const mark = markOf(answer);
    const missed =
      mark === 'wrong' ||
      (answer.gate.passes && mark !== 'right') ||
      (verdictIsOfCause(answer) && !shareIsNear(answer));
    if (missed) console.log(miss(answer));
    for (const fault of answer.faults) console.log(`fault    ${placeOf(answer)}: ${fault}`);
  }
}

function row(name: string, tally: WorldTally): string {
  const cells = [
    percent(tally.right, tally.decidable),
    percent(tally.shareNear, tally.shares),
    percent(tally.unclear, tally.decidable),
    String(tally.wrong),
    String(tally.confidentlyWrong),
    String(tally.flips),
    String(tally.faulty),
    `${tally.decidable}/${tally.moments}`,
  ];
  return name.padEnd(34) + cells.map((cell) => cell.padStart(10)).join('');
}

function percent(part: number, of: number): string {
  return of === 0 ? '–' : `${((part / of) * 100).toFixed(0)} %`;
}

/** Family, seed, moment; truth; what was answered, how surely, and its title. */
function miss(answer: WorldAnswer): string {
  const { truth, gate, verdict } = answer;
  const [low, high] = gate.shares ?? [];
  const share = low === undefined || high === undefined ? '' : ` ${points(low)}–${points(high)}`;
  const stated = verdict.share === undefined ? '' : ` ${points(verdict.share)}`;
  const place = placeOf(answer);
  const early = gate.passes ? '' : ' (too early to decide)';
  const mark = markOf(answer) === 'right' ? 'share' : markOf(answer);
  return `${mark.padEnd(8)} ${place}: ${truth.main.join('/')}${share}${early} ≠ ${verdict.kind}${stated} ${verdict.confidence.toFixed(2)} [${verdict.runtime}] ${verdict.title}`;
}

function points(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function placeOf({ family, seed, moment, at, verdict }: WorldAnswer): string {
  return `${family} ${seed}.${moment} ${at.toISOString().slice(0, 19)}Z by ${verdict.by}`;
}
