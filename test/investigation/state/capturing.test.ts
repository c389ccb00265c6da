import { describe, expect, test } from 'vitest';
import type { InvestigationEvent } from '../../../src/investigation/state/event.ts';
import { CaptureStory, PROFILES } from '../../support/captures.ts';
import { DANA, NOON, SAM } from '../../support/investigations.ts';

const AT_LIMIT = { kind: 'at-limit', share: 0.97 } as const;
const confirm: InvestigationEvent = { kind: 'capture-confirmed', capture: 'capture.1', by: SAM, at: NOON };
const decline: InvestigationEvent = { kind: 'capture-declined', capture: 'capture.1', by: SAM, at: NOON };

describe('a wish for profiles', () => {
  test('is noted before it is carried out, and its outcome takes the place of the wish', () => {
    const story = new CaptureStory().want();
    expect(story.effects).toEqual([
      { kind: 'show', slot: 'note/capture.1' },
      { kind: 'capture', note: 'capture.1' },
    ]);
    story.come(PROFILES);
    expect(story.state()).toBe('captured');
    expect(story.shown()).toEqual(['note/capture.1']);
  });

  test('is refused while one is carried out, whoever comes second', () => {
    const story = new CaptureStory().want().want(SAM);
    expect(story.last.refusal).toEqual({ kind: 'capturing', by: DANA, at: NOON + 30_000 });
    expect(story.effects).toEqual([]);
    expect(story.come(PROFILES).want(SAM).last.refusal).toBeUndefined();
  });

  test('is refused for a pod that the collector does not visit', () => {
    expect(new CaptureStory(false).want().last.refusal).toEqual({ kind: 'not-visited' });
    const other = new CaptureStory();
    other.apply({ kind: 'pod-chosen', step: 'rss-growing.1', pod: 'markets-api-7d9f-k7p', by: SAM, at: NOON });
    other.apply({ kind: 'capture-wanted', step: '', by: SAM, at: NOON });
    expect(other.last.refusal).toEqual({ kind: 'not-visited' });
    expect(other.want().last.refusal?.kind).toBe('superseded');
  });

  test('draws the window out to what was captured, and looks again at what is being looked at', () => {
    const story = new CaptureStory().answer('goroutines-growing.1', 'no').want().come(PROFILES);
    expect(story.investigation.range.to).toBe(NOON + 61_000);
    expect(story.effects).toContainEqual({ kind: 'observe', step: 'live-heap-growing.1' });
  });

  test.each([{ kind: 'failed', faults: [] }, { kind: 'interrupted' }, AT_LIMIT] as const)(
    '$kind leaves the window as it was',
    (outcome) => {
      expect(new CaptureStory().want().come(outcome).investigation.range.to).toBe(NOON);
    },
  );
});

describe('a pod at its limit', () => {
  test('is profiled once someone insists, and only once', () => {
    const story = new CaptureStory().want().come(AT_LIMIT);
    expect(story.effects).toEqual([{ kind: 'show', slot: 'note/capture.1' }]);
    story.apply(confirm);
    expect(story.effects).toContainEqual({ kind: 'capture', note: 'capture.1' });
    expect(story.investigation.notes[0]?.capture?.confirmedBy).toEqual(SAM);
    expect(story.apply(confirm).last.refusal).toEqual({ kind: 'capturing', by: SAM, at: NOON + 30_000 });
    story.come(PROFILES);
    expect(story.apply(confirm).last.refusal).toEqual({ kind: 'capture-over' });
    expect(story.apply(decline).last.refusal).toEqual({ kind: 'capture-over' });
  });

  test('waits for one answer: another wish points to the warning until someone leaves it', () => {
    const story = new CaptureStory().want().come(AT_LIMIT).want(SAM);
    expect(story.last.refusal).toEqual({ kind: 'warned' });
    expect(story.apply(decline).state()).toBe('declined');
    expect(story.apply(confirm).last.refusal).toEqual({ kind: 'capture-over' });
    expect(story.want().last.refusal).toBeUndefined();
  });

  test('is left alone when the investigation was cancelled meanwhile', () => {
    const story = new CaptureStory().want().come(AT_LIMIT).apply({ kind: 'cancelled', by: DANA, at: NOON });
    expect(story.shown()).toContain('note/capture.1');
    expect(story.apply(confirm).last.refusal).toEqual({ kind: 'cancelled' });
  });
});

describe('profiles taken after the report', () => {
  test('are used by another look, which makes the report history', () => {
    const story = new CaptureStory().toReport().want().come(PROFILES);
    expect(story.investigation.range.to).toBe(NOON);
    story.apply({ kind: 'fresh-look', by: SAM, at: NOON + 90_000 });
    expect(story.investigation).toMatchObject({ status: 'concluding', range: { to: NOON + 90_000 } });
    expect(story.effects).toContainEqual({ kind: 'conclude' });
    expect(story.shown()).toEqual(['conclusion/1', 'note/capture.1', 'status']);
    expect(story.investigation.conclusions[0]?.superseded).toMatchObject({ because: 'fresh profiles', by: SAM });
    story.apply({ kind: 'fresh-look', by: SAM, at: NOON + 91_000 });
    expect(story.last.refusal).toEqual({ kind: 'still-working' });
    expect(story.conclude().investigation.status).toBe('concluded');
  });

  test('are used by the questions that looking further asks', () => {
    const story = new CaptureStory().toReport().want().come(PROFILES);
    story.apply({ kind: 'look-further', by: SAM, at: NOON + 90_000 });
    expect(story.investigation.range.to).toBe(NOON + 61_000);
  });

  test('that come while the report is written are offered with it', () => {
    const story = new CaptureStory().answer('goroutines-growing.1', 'no').observe().want();
    story.answer('live-heap-growing.1', 'yes').come(PROFILES).conclude();
    expect(story.investigation.range.to).toBe(NOON);
    expect(story.shown()).toContain('note/capture.1');
  });
});
