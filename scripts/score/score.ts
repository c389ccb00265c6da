import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { SHAPES } from './models.ts';
import { PEERS } from './peers.ts';
import { labelledCase } from './simulate.ts';
import { type CalibrationBin, calibrationOf, type Scored, type Tally, tallyOf } from './tally.ts';

/** How one rule did on the corpus. */
export interface RuleScore {
  readonly rule: string;
  readonly all: Tally;
  readonly shapes: Readonly<Record<string, Tally>>;
}

export interface Score {
  readonly seeds: { readonly from: number; readonly count: number };
  readonly judge: RuleScore;
  readonly peers: readonly RuleScore[];
  readonly calibration: readonly CalibrationBin[];
  /** The judge's answers that were not right. */
  readonly failures: readonly Scored[];
}

export interface Corpus {
  readonly from: number;
  readonly count: number;
  /** Only shapes whose name contains this. */
  readonly shape?: string | undefined;
  readonly progress?: ((shape: string) => void) | undefined;
}

/** Judges every shape with every seed, by Leakbot and by the peers. */
export function scoreOf({ from, count, shape: only = '', progress }: Corpus): Score {
  const rules = [
    { name: 'leakbot', judge: judgeRssGrowing },
    ...PEERS.map((peer) => ({
      name: peer.name,
      judge: (observation: Parameters<typeof peer.answer>[0]) => ({ answer: peer.answer(observation), confidence: 1 }),
    })),
  ];
  const scored = rules.map((): Scored[] => []);
  for (const shape of SHAPES.filter(({ name }) => name.includes(only))) {
    progress?.(shape.name);
    for (let seed = from; seed < from + count; seed += 1) {
      const { observation } = labelledCase(shape, seed);
      rules.forEach(({ judge }, i) => {
        const { answer, confidence } = judge(observation);
        scored[i]?.push({ shape: shape.name, seed, truth: shape.grows ? 'yes' : 'no', answer, confidence });
      });
    }
  }
  const [judge, ...peers] = rules.map(({ name }, i) => ruleScore(name, scored[i] ?? []));
  const own = scored[0] ?? [];
  if (judge === undefined) throw new RangeError('no rule to score');
  return {
    seeds: { from, count },
    judge,
    peers,
    calibration: calibrationOf(own),
    failures: own.filter((one) => one.answer !== one.truth),
  };
}

function ruleScore(rule: string, scored: readonly Scored[]): RuleScore {
  const shapes = Map.groupBy(scored, (one) => one.shape);
  return {
    rule,
    all: tallyOf(scored),
    shapes: Object.fromEntries([...shapes].map(([shape, own]) => [shape, tallyOf(own)])),
  };
}
