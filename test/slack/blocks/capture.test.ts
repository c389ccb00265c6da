import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import type { CaptureOutcome } from '../../../src/evidence/capture-outcome.ts';
import { readSlot } from '../../../src/investigation/state/slot.ts';
import { compose } from '../../../src/slack/blocks/compose.ts';
import { CaptureStory, PROFILES } from '../../support/captures.ts';
import { DANA, NOON, type Story } from '../../support/investigations.ts';

interface Element {
  readonly text?: { readonly text: string };
  readonly style?: string;
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
}

function shown(story: Story, slot: string) {
  const context = { services: [] };
  const message = compose(story.investigation, readSlot(slot) ?? expect.fail(slot), context);
  const elements = (message?.blocks ?? []).flatMap((block) =>
    block.type === 'actions' ? (block.elements as readonly Element[]) : [],
  );
  return {
    text: message?.text ?? '',
    whole: JSON.stringify(message?.blocks ?? []),
    buttons: elements.flatMap(({ text, style }) => (text ? [`${text.text}${style ? ` (${style})` : ''}`] : [])),
    menu: elements.flatMap(({ options }) => options ?? []).map((option) => option.text.text),
  };
}

describe('the menu', () => {
  test('offers a capture where the collector visits the pod, and stays within five options', () => {
    expect(shown(new CaptureStory(), 'step/goroutines-growing.1').menu).toEqual([
      'Run the rest for me',
      'Look again, up to now',
      'Last hour',
      'Last 24 hours',
      'Capture profiles now',
    ]);
  });

  test('offers none where it does not, nor at the first question', () => {
    const blind = shown(new CaptureStory(false), 'step/goroutines-growing.1').menu;
    expect(blind).not.toContain('Capture profiles now');
    const story = new CaptureStory().apply({ kind: 'change-wanted', step: 'rss-growing.1', by: DANA, at: NOON });
    expect(shown(story, 'step/rss-growing.1').menu).toEqual(blind);
    expect(blind).toHaveLength(5);
  });
});

describe('the note', () => {
  const outcomeNote = (outcome: CaptureOutcome) => shown(new CaptureStory().want().come(outcome), 'note/capture.1');

  test('says that it is under way', () => {
    expect(shown(new CaptureStory().want(), 'note/capture.1').text).toContain('Taking a heap and a goroutine profile');
  });

  test('says who captured what, when, and how large', () => {
    const { text, whole, buttons } = outcomeNote(PROFILES);
    expect(text).toMatch(
      /Profiles of `x2x`: heap 41 KiB \(after garbage collection\), goroutine 3 KiB · <@U0DANA> · <!date/,
    );
    expect(whole).toContain('The report will use them.');
    expect(buttons).toEqual([]);
  });

  test('warns of a pod at its limit and lets people choose', () => {
    const { text, buttons } = outcomeNote({ kind: 'at-limit', share: 0.97 });
    expect(text).toContain('`x2x` stands at 97 % of its limit: collecting garbage for a profile can kill it.');
    expect(buttons).toEqual(['Capture all the same (danger)', 'Leave it']);
  });

  test('gives the reason and the fix of a failure, harmless whatever it quotes', () => {
    const { text, whole } = outcomeNote({
      kind: 'failed',
      faults: [{ missing: 'No <!channel>.', fix: 'Open the port.' }],
    });
    expect(text).toContain('No profiles of `x2x`');
    expect(whole).toContain('No &lt;!channel&gt;. Open the port.');
  });

  test('says what was not done', () => {
    expect(outcomeNote({ kind: 'interrupted' }).text).toContain('Not done: I was restarted');
  });

  test('on a concluded investigation offers another look, until it was taken', () => {
    const story = new CaptureStory().toReport().want().come(PROFILES);
    expect(shown(story, 'note/capture.1').buttons).toEqual(['Look again with them']);
    story.apply({ kind: 'fresh-look', by: DANA, at: NOON + 90_000 });
    expect(shown(story, 'note/capture.1').buttons).toEqual([]);
    expect(shown(story.conclude(), 'note/capture.1').buttons).toEqual([]);
  });
});

describe('the report', () => {
  const concluded = (kind: Finding['kind'], about?: 'profiles', visited = true) => {
    const story = new CaptureStory(visited).answer('goroutines-growing.1', 'yes');
    const finding = { kind, title: 't', confidence: 1, evidence: ['e'], paths: [], advice: [], proof: '' };
    const gaps = [{ about, missing: 'm', fix: 'f' }];
    return story.apply({
      kind: 'concluded',
      attempt: story.investigation.conclusionAttempt,
      conclusion: { finding, links: {}, gaps },
      at: NOON,
    });
  };

  test.each([
    ['without enough data', concluded('not-enough-data'), true],
    ['that lacks a profile', concluded('heap-leak', 'profiles'), true],
    ['that lacks something else', concluded('heap-leak'), false],
    ['of a pod that no one visits', concluded('not-enough-data', 'profiles', false), false],
  ])('%s: capture offered %#', (_, story, offered) => {
    expect(shown(story, 'conclusion/1').buttons.includes('Capture profiles now')).toBe(offered);
  });
});
