import { describe, expect, test } from 'vitest';
import { awaitsDeploy } from '../../../src/investigation/state/awaiting.ts';
import { type Baseline, type FixOutcome, GIVE_UP_AFTER } from '../../../src/investigation/state/fix.ts';
import { DANA, NOON, SAM, Story } from '../../support/investigations.ts';

const baseline: Baseline = { quantity: 'live-heap', perHour: 1e6, shownIn: 3_600_000, revision: '4f2c1a9' };

function concluded(): Story {
  const story = new Story();
  for (const step of ['rss-growing.1', 'goroutines-growing.1', 'live-heap-growing.1']) {
    story.observe().answer(step, step.startsWith('goroutines') ? 'no' : 'yes');
  }
  const finding = {
    kind: 'heap-leak',
    title: 'Heap leak',
    confidence: 0.9,
    evidence: [],
    paths: [],
    advice: [],
    proof: '',
  } as const;
  const conclusion = { finding, links: {}, gaps: [], baseline };
  return story.apply({ kind: 'concluded', attempt: story.investigation.conclusionAttempt, conclusion, at: NOON });
}

function fix(kind: FixOutcome['kind'], revision = '7d1e0aa'): FixOutcome {
  return { kind, quantity: 'live-heap', deploy: { time: NOON, revision }, span: 7_200_000, before: 1e6 };
}

const check = (story: Story, outcome: FixOutcome, at = NOON + 1) =>
  story.apply({ kind: 'fix-checked', conclusion: '1', fix: outcome, at });

describe('a deploy that was looked at', () => {
  test('is one line and a reaction, reported once', () => {
    const story = check(concluded(), fix('fixed'));
    expect(story.shown()).toEqual(['note/fix.1', 'conclusion/1']);
    expect(story.effects).toContainEqual({ kind: 'react', name: 'large_green_circle' });
    expect(awaitsDeploy(story.investigation, NOON + 1)).toBeUndefined();
    expect(check(story, fix('fixed')).effects).toEqual([]);
    expect(check(story, fix('not-fixed', '8888888')).effects).toEqual([]);
  });

  test('that fixed nothing leaves the wish, and the next one changes the same line', () => {
    const story = check(concluded(), fix('not-fixed'));
    expect(story.effects).toContainEqual({ kind: 'react', name: 'red_circle' });
    expect(check(story, fix('not-fixed')).effects).toEqual([]);
    check(story, fix('fixed', '8888888'));
    expect(story.shown()).toEqual(['note/fix.1', 'conclusion/1']);
    expect(story.effects).toContainEqual({ kind: 'react', name: 'red_circle' });
    expect(story.investigation.notes.filter(({ kind }) => kind === 'fix')).toHaveLength(1);
  });

  test('says nothing to a report that was superseded, or after no one waits any longer', () => {
    const changed = concluded().apply({ kind: 'change-wanted', step: 'rss-growing.1', by: SAM, at: NOON });
    changed.answer('rss-growing.1', 'no');
    expect(check(changed, fix('fixed')).effects).toEqual([]);
    expect(check(concluded(), fix('fixed'), NOON + GIVE_UP_AFTER + 1).effects).toEqual([]);
  });
});

describe('“Was this right?”', () => {
  const rate = (story: Story, right: boolean, by = DANA) =>
    story.apply({ kind: 'rated', conclusion: '1', right, by, at: NOON });
  const said = (story: Story) =>
    story.investigation.conclusions[0]?.ratings?.map(({ by, right }) => `${by.id} ${right}`);

  test('keeps the latest word of each person', () => {
    const story = rate(rate(rate(concluded(), true), false), true, SAM);
    expect(said(story)).toEqual(['U0DANA false', 'U0SAM true']);
    expect(story.shown()).toEqual(['conclusion/1']);
  });

  test('the same word again changes nothing', () => {
    expect(rate(rate(concluded(), true), true).effects).toEqual([]);
  });

  test('about a superseded report is refused with who superseded it', () => {
    const story = concluded().apply({ kind: 'change-wanted', step: 'rss-growing.1', by: SAM, at: NOON });
    story.answer('rss-growing.1', 'no', SAM);
    expect(rate(story, true).last.refusal).toMatchObject({ kind: 'superseded', by: SAM });
    expect(story.apply({ kind: 'rated', conclusion: '9', right: true, by: DANA, at: NOON }).last.refusal?.kind).toBe(
      'unknown',
    );
  });
});
