import { describe, expect, test } from 'vitest';
import { SHAPES } from '../../scripts/score/models.ts';
import { scoreOf } from '../../scripts/score/score.ts';

/** A slice of what `npm run score` judges; other seeds than those the judge was improved on. */
const SEEDS = { from: 700_000, count: 8 };

describe.each(SHAPES.map(({ name }) => name))('%s', (shape) => {
  const { judge, failures } = scoreOf({ ...SEEDS, shape });

  test('is judged right, or at least not confidently wrong', () => {
    expect(judge.all.confidentlyWrong, JSON.stringify(failures)).toBe(0);
    expect(judge.all.right, JSON.stringify(failures)).toBeGreaterThanOrEqual(SEEDS.count - 1);
  });
});
