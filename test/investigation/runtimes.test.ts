import { expect, test } from 'vitest';
import { modelledSeries, modelledStage } from '../support/modelled.ts';
import { player } from '../support/played-out.ts';
import { MODELLED } from './modelled-cases.ts';

const { play } = player();
const comparer = { compare: () => Promise.reject(new Error('nothing to compare')) };

test.each(Object.entries(MODELLED))('%s', async (_, model) => {
  const { investigation, conclusion } = await play(modelledStage(modelledSeries(model), comparer));
  expect({ runtime: investigation.runtime, finding: conclusion.finding.kind }).toEqual({
    runtime: model.runtime,
    finding: model.finding,
  });
  expect(conclusion.finding.title).toMatch(model.title);
});
