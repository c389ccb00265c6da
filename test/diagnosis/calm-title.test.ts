import { expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import { titleOf } from '../../src/diagnosis/title.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';
import { leakingService } from './go-case.ts';

/** The title of a calm, by what was answered and what the data said of memory. */
function calm(answer: Answer, seen: Answer) {
  const step: SettledStep = {
    step: 'rss-growing',
    answer,
    means: QUESTIONS['rss-growing'](undefined).means,
    judgement: { answer: seen, confidence: 0.65, headline: '', reasons: [] },
  };
  const observation = { ...leakingService(), chosen: undefined };
  const subject = {
    verdict: { kind: 'no-growth', confidence: 0.65, also: [], contradicted: [] },
    pod: undefined,
    words: guideTo('go').words,
    settling: { kind: 'level' },
  };
  return titleOf(subject as never, { observation, steps: [step], comparisons: [], gaps: [] });
}

test.each([
  ['yes', 'yes', 'No leak seen: memory grew, but no part of it that was looked at did'],
  ['unclear', 'unclear', 'No leak seen so far: whether memory grows is not clear yet'],
  ['no', 'no', 'No leak: memory does not grow'],
] as const)(
  'memory that was said to grow (%s, by the data %s) is not denied by the title of a calm',
  (answer, seen, title) => {
    expect(calm(answer, seen)).toBe(title);
  },
);
