import { describe, expect, it } from 'vitest';
import { conclude, type SettledStep } from '../../src/diagnosis/conclude.ts';
import { standingGroups } from '../../src/diagnosis/goroutine-standing.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { readTestimony } from '../../src/profile/import/testimony.ts';
import { goroutineFixture } from '../support/goroutine-fixture.ts';
import { leakingIn } from './go-case.ts';

/** Stacks of some 9 KiB each. */
const goroutinesLeak = leakingIn({ stacks: 58, goroutines: 6_400 });

/** What was recorded at 12:00, of the fixtures whose names begin so; `said` beside the profiles. */
const NOW = Date.UTC(2026, 10, 26, 12);
type Said = 'leaks' | 'text';

function comparisonOf(name: 'waits' | 'hedge', ...said: readonly Said[]) {
  const read = (file: string) => readPprof(goroutineFixture(`${name}${file}.pb.gz`));
  const served = (file: string) => ({ time: NOW, bytes: goroutineFixture(`${name}${file}`) });
  const testimony = readTestimony({
    leaked: said.includes('leaks') ? served('.goroutineleak.pb.gz') : undefined,
    texts: said.includes('text') ? [served('.stacks.txt.gz')] : [],
  });
  const earlier = name === 'waits' ? 250 * SECOND : 155 * SECOND;
  return compareProfiles(
    { time: NOW - earlier, profile: read('-base.goroutine') },
    { time: NOW, profile: read('-current.goroutine') },
    { testimony },
  );
}

function step(id: QuestionId, gained: number, answer: Answer = 'yes'): SettledStep {
  const judgement = { answer: 'yes' as const, confidence: 0.9, headline: `${id} grows.`, reasons: [], gained };
  return { step: id, means: QUESTIONS[id](undefined).means, judgement, answer };
}

function found(comparison: ReturnType<typeof comparisonOf>, answer: Answer = 'yes') {
  const steps = [step('rss-growing', 20 * MiB), step('goroutines-growing', 1500, answer)];
  return conclude({ observation: goroutinesLeak, steps, comparisons: [comparison], gaps: [] });
}

describe('the lab’s goroutine leak', () => {
  it('is shown with its line, its longest wait, and the runtime’s own word', () => {
    const finding = found(comparisonOf('hedge', 'leaks', 'text'));
    expect(finding.title).toBe('Goroutine leak in hedge.(*Source).ask: blocked on a channel send');
    expect(finding.evidence[1]).toBe(
      '1,616 of 1,638 goroutines wait in a channel send at hedge/hedge.go:45, the longest for 2 min; the runtime itself calls all of them leaked (goroutineleak profile of 12:00 UTC).',
    );
    expect(finding.confidence).toBeCloseTo(0.975);
  });

  it('is as sure as its steps where the runtime was not asked, and says what the profile shows', () => {
    const finding = found(comparisonOf('hedge'));
    expect(finding.evidence[1]).toBe('1,616 of 1,638 goroutines wait in a channel send at hedge/hedge.go:45.');
    expect(finding.confidence).toBe(0.9);
  });
});

describe('goroutines that wait in every way', () => {
  it('are proven first, whatever else multiplied as much', () => {
    const finding = found(comparisonOf('waits', 'leaks', 'text'));
    const places = finding.paths.map(({ frames }) => frames[0]?.function.replace('main.', ''));
    expect(new Set(places.slice(0, 3))).toEqual(new Set(['abandonedSend', 'abandonedSelect', 'forgottenLock']));
    expect(places[3]).toBe('listening');
    expect(finding.title).toMatch(/^Goroutine leak in main\.(abandoned|forgotten)/);
  });

  it.each<[readonly Said[], Record<string, string>]>([
    [
      [],
      {
        abandonedSelect: 'unknown',
        ticking: 'unknown',
        timed: 'unknown',
        listening: 'unknown',
        forgottenLock: 'unknown',
      },
    ],
    [
      ['text'],
      { abandonedSelect: 'stuck', ticking: 'woken', timed: 'woken', listening: 'stuck', forgottenLock: 'stuck' },
    ],
    [
      ['leaks'],
      {
        abandonedSelect: 'leaked',
        ticking: 'reachable',
        timed: 'reachable',
        listening: 'reachable',
        forgottenLock: 'leaked',
      },
    ],
    [
      ['leaks', 'text'],
      { abandonedSelect: 'leaked', ticking: 'woken', timed: 'woken', listening: 'stuck', forgottenLock: 'leaked' },
    ],
  ])('with %j timers are reported from what is stuck', (said, expected) => {
    const groups = standingGroups(comparisonOf('waits', ...said));
    const standings = Object.fromEntries(
      groups.map(({ frame, standing }) => [frame.function.replace('main.', ''), standing]),
    );
    expect(standings).toMatchObject({ ...expected, retrying: expected['ticking'], napping: 'timer' });
  });

  it('say that a profile alone does not say a select with a timer from one without', () => {
    const { goroutines, ...rest } = comparisonOf('waits');
    const selects = goroutines?.groups.filter(({ wait }) => wait === 'select') ?? [];
    const finding = found({ ...rest, goroutines: { groups: selects } });
    expect(finding.evidence.join('\n')).toContain('A profile does not show whether that select also has a timer.');
  });

  it('are no leak where all that multiplied wakes by itself', () => {
    const comparison = comparisonOf('waits', 'text');
    const timers =
      comparison.goroutines?.groups.filter(({ frame }) => /napping|timed|ticking/.test(frame.function)) ?? [];
    const delta = timers.reduce((sum, group) => sum + group.delta, 0);
    const finding = found({ ...comparison, delta, goroutines: { ...comparison.goroutines, groups: timers } });
    expect(finding.confidence).toBe(0.6);
    expect(finding.evidence.join('\n')).toContain('They do not count as leaked.');
    expect(finding.evidence.join('\n')).not.toContain('more goroutines');
  });
});

it('does not outweigh a person who saw it otherwise than the data', () => {
  const steps = [step('rss-growing', 20 * MiB), step('goroutines-growing', 1500)];
  const [memory, goroutines] = steps;
  if (memory === undefined || goroutines === undefined) throw new Error('no steps');
  const overruled = { ...memory, judgement: { ...memory.judgement, answer: 'no' as const } };
  const comparisons = [comparisonOf('hedge', 'leaks')];
  const finding = conclude({ observation: goroutinesLeak, steps: [overruled, goroutines], comparisons, gaps: [] });
  expect(finding.confidence).toBe(0.6);
});
