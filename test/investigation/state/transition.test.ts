import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InvestigationEvent } from '../../../src/investigation/state/event.ts';
import { currentSteps } from '../../../src/investigation/state/investigation.ts';
import { anIncidentAlert, DANA, NOON, SAM, Story } from '../../support/investigations.ts';

describe('the way through the questions', () => {
  test('an alert opens the thread and asks about memory', () => {
    const story = new Story();
    expect(story.drawn()).toBe('rss-growing.1 observing | asking');
    expect(story.effects).toEqual([
      { kind: 'show', slot: 'root' },
      { kind: 'react', name: 'eyes' },
      { kind: 'show', slot: 'status' },
      { kind: 'observe', step: 'rss-growing.1' },
      { kind: 'show', slot: 'status' },
    ]);
  });

  test('the first question stands in the first reply: the status line and it are one message, whatever happens to it', () => {
    const story = new Story().observe();
    expect(story.investigation.firstReply).toBe('rss-growing.1');
    expect(story.shown()).toEqual(['status']);
    expect(story.answer('rss-growing.1', 'yes').shown()).toEqual(['status']);
    expect(story.observe().shown()).toEqual(['step/goroutines-growing.1', 'status']);
    story.apply({ kind: 'change-wanted', step: 'rss-growing.1', by: SAM, at: NOON });
    expect(story.shown()).toEqual(['status']);
  });

  test('an investigation of an older version keeps its first question in a message of its own', () => {
    const story = new Story();
    const { firstReply: _, ...older } = story.investigation;
    story.investigation = older;
    expect(story.observe().shown()).toEqual(['step/rss-growing.1', 'status']);
  });

  test('yes, no, yes leads to the report', () => {
    const story = new Story().observe().answer('rss-growing.1', 'yes').observe().answer('goroutines-growing.1', 'no');
    story.observe().answer('live-heap-growing.1', 'yes');
    expect(story.drawn()).toBe(
      'rss-growing.1 answered yes, goroutines-growing.1 answered no, live-heap-growing.1 answered yes | concluding',
    );
    expect(story.effects).toContainEqual({ kind: 'conclude' });
    story.conclude();
    expect(story.investigation.status).toBe('concluded');
    expect(story.effects).toContainEqual({ kind: 'react', name: 'white_check_mark' });
    expect(story.effects).toContainEqual({ kind: 'react', name: 'eyes' });
  });

  test('no to memory goes straight to the report, and looking further asks the next question', () => {
    const story = new Story().observe().answer('rss-growing.1', 'no').conclude();
    story.apply({ kind: 'look-further', by: DANA, at: NOON });
    expect(story.drawn()).toBe('rss-growing.1 answered no, goroutines-growing.1 observing | asking');
    story.observe().answer('goroutines-growing.1', 'yes').conclude('Goroutine leak');
    expect(story.investigation.conclusions.map((each) => each.superseded?.because)).toEqual([
      'a further look',
      undefined,
    ]);
  });

  test('run the rest answers what is open and what follows as recommended', () => {
    const story = new Story().observe().apply({ kind: 'run-the-rest', by: DANA, at: NOON });
    story.observe({ answer: 'no' }).observe({ answer: 'yes' });
    expect(story.drawn()).toBe(
      'rss-growing.1 answered yes, goroutines-growing.1 answered no, live-heap-growing.1 answered yes | concluding',
    );
    expect(story.investigation.steps.map((step) => step.answer?.by.id)).toEqual(['leakbot', 'leakbot', 'leakbot']);
  });
});

describe('answers that change', () => {
  const concluded = () =>
    new Story().observe().answer('rss-growing.1', 'yes').observe().answer('goroutines-growing.1', 'yes').conclude();

  test('a changed answer makes what followed history and goes the other way', () => {
    const story = concluded().apply({ kind: 'change-wanted', step: 'goroutines-growing.1', by: SAM, at: NOON });
    expect(story.shown()).toEqual(['step/goroutines-growing.1']);
    story.answer('goroutines-growing.1', 'no', SAM);
    expect(story.drawn()).toBe(
      'rss-growing.1 answered yes, goroutines-growing.1 answered no, live-heap-growing.1 observing | asking',
    );
    expect(story.shown()).toContain('conclusion/1');
    expect(story.investigation.conclusions[0]?.superseded).toEqual({ because: 'a changed answer', by: SAM, at: NOON });
  });

  test('the same answer again leaves what followed in place, and the first to say it stands', () => {
    const story = concluded().apply({ kind: 'change-wanted', step: 'goroutines-growing.1', by: SAM, at: NOON });
    story.answer('goroutines-growing.1', 'yes', SAM);
    expect(story.drawn()).toBe('rss-growing.1 answered yes, goroutines-growing.1 answered yes | concluded');
    expect(story.investigation.steps[1]?.answer?.by).toEqual(DANA);
  });

  test('another pod is looked at in the same message; later steps are superseded', () => {
    const story = new Story().observe().answer('rss-growing.1', 'yes').observe();
    story.apply({ kind: 'pod-chosen', step: 'rss-growing.1', pod: 'markets-api-7d9f-k7p', by: SAM, at: NOON });
    expect(story.drawn()).toBe('rss-growing.1 observing, goroutines-growing.1 superseded | asking');
    expect(story.effects).toContainEqual({ kind: 'observe', step: 'rss-growing.1' });
    story.observe().answer('rss-growing.1', 'yes');
    expect(story.drawn()).toBe(
      'rss-growing.1 answered yes, goroutines-growing.1 superseded, goroutines-growing.2 observing | asking',
    );
  });
});

describe('the second click', () => {
  test.each<[string, InvestigationEvent, string]>([
    [
      'on an answered step',
      { kind: 'answered', step: 'rss-growing.1', answer: 'no', by: SAM, at: NOON },
      'already-answered',
    ],
    [
      'on a step being looked at',
      { kind: 'answered', step: 'goroutines-growing.1', answer: 'no', by: SAM, at: NOON },
      'still-working',
    ],
    ['on a step that never was', { kind: 'answered', step: 'nonsense.1', answer: 'no', by: SAM, at: NOON }, 'unknown'],
    ['for a report that is not there yet', { kind: 'report-wanted', by: SAM, at: NOON }, 'still-working'],
    ['to look further too early', { kind: 'look-further', by: SAM, at: NOON }, 'going-on'],
  ])('%s changes nothing and says why', (_, event, refusal) => {
    const story = new Story().observe().answer('rss-growing.1', 'yes');
    const before = story.investigation;
    story.apply(event);
    expect(story.investigation).toBe(before);
    expect(story.last.refusal?.kind).toBe(refusal);
  });

  test('after a cancellation every question is closed', () => {
    const story = new Story().observe().apply({ kind: 'cancelled', by: DANA, at: NOON });
    expect(story.shown()).toContain('status');
    expect(story.answer('rss-growing.1', 'yes').last.refusal?.kind).toBe('cancelled');
  });
});

describe('alerts of the same incident', () => {
  test('a repeat changes nothing; another pod joins; the last resolution adds one line', () => {
    const story = new Story();
    const first = story.investigation;
    story.apply({ kind: 'alerts-heard', news: [{ kind: 'fired', alert: anIncidentAlert() }], at: NOON });
    expect(story.investigation).toBe(first);
    story.apply({
      kind: 'alerts-heard',
      news: [{ kind: 'fired', alert: anIncidentAlert({ fingerprint: 'f2', pod: 'other' }) }],
      at: NOON,
    });
    expect(story.investigation.alerts).toHaveLength(2);
    story.apply({ kind: 'alerts-heard', news: [{ kind: 'resolved', fingerprint: 'f1' }], at: NOON });
    expect(story.investigation.notes).toHaveLength(0);
    story.apply({ kind: 'alerts-heard', news: [{ kind: 'resolved', fingerprint: 'f2' }], at: NOON });
    expect(story.investigation.notes.map((note) => note.kind)).toEqual(['resolved']);
    expect(story.observe().answer('rss-growing.1', 'yes').last.refusal).toBeUndefined();
  });
});

describe('whatever happens', () => {
  const steps = [
    'rss-growing.1',
    'goroutines-growing.1',
    'live-heap-growing.1',
    'outside-heap-growing.1',
    'goroutines-growing.2',
  ];
  const said = { by: DANA, at: NOON };
  const anyEvent: fc.Arbitrary<InvestigationEvent | 'observe'> = fc.oneof(
    { weight: 4, arbitrary: fc.constant('observe' as const) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('answered' as const),
        step: fc.constantFrom(...steps),
        answer: fc.constantFrom('yes' as const, 'no' as const, 'unclear' as const),
        by: fc.constantFrom(DANA, SAM),
        at: fc.constant(NOON),
      }),
    },
    fc.record({
      kind: fc.constant('change-wanted' as const),
      step: fc.constantFrom(...steps),
      by: fc.constant(SAM),
      at: fc.constant(NOON),
    }),
    fc.record({
      kind: fc.constant('pod-chosen' as const),
      step: fc.constantFrom(...steps),
      pod: fc.constantFrom('a', 'b'),
      by: fc.constant(SAM),
      at: fc.constant(NOON),
    }),
    fc.constant({ kind: 'look-further' as const, ...said }),
    fc.constant({ kind: 'run-the-rest' as const, ...said }),
    fc.constant({
      kind: 'concluded' as const,
      attempt: 1,
      conclusion: {
        finding: {
          kind: 'heap-leak' as const,
          title: 't',
          confidence: 1,
          evidence: [],
          paths: [],
          advice: [],
          proof: '',
        },
        links: {},
        gaps: [],
      },
      at: NOON,
    }),
  );

  test('there is always something to do or to answer, never two reports that hold, and no step is asked twice', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const story = new Story();
        for (const event of events) {
          const before = story.investigation;
          if (event !== 'observe') story.apply(event);
          else if (before.steps.some((step) => step.status === 'observing')) story.observe();
          const now = story.investigation;
          expect(now.version - before.version).toBe(now === before ? 0 : 1);
          expect(now.conclusions.filter((each) => each.superseded === undefined).length).toBeLessThanOrEqual(1);
          const ids = currentSteps(now).map((step) => step.id);
          expect(new Set(ids).size).toBe(ids.length);
          const open = currentSteps(now).some((step) => step.status === 'observing' || step.status === 'asked');
          expect(open || now.status === 'concluding' || now.status === 'concluded').toBe(true);
          if (now.status === 'concluded')
            expect(now.conclusions.some((each) => each.superseded === undefined)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('reports and answers that cross', () => {
  test('a report made of answers that no longer hold is dropped', () => {
    const story = new Story().observe().answer('rss-growing.1', 'yes').observe().answer('goroutines-growing.1', 'yes');
    const stale = story.investigation.conclusionAttempt;
    story.apply({ kind: 'change-wanted', step: 'rss-growing.1', by: SAM, at: NOON }).answer('rss-growing.1', 'no');
    story.conclude('Goroutine leak', stale);
    expect(story.drawn()).toBe('rss-growing.1 answered no, goroutines-growing.1 superseded yes | concluding');
    story.conclude('No leak');
    expect(story.investigation.conclusions.map((each) => each.finding.title)).toEqual(['No leak']);
  });

  test('run the rest also answers what was reopened and what stands open behind it', () => {
    const story = new Story().observe().answer('rss-growing.1', 'yes').observe({ answer: 'no' });
    story.apply({ kind: 'change-wanted', step: 'rss-growing.1', by: SAM, at: NOON });
    story.apply({ kind: 'run-the-rest', by: SAM, at: NOON });
    expect(story.drawn()).toBe(
      'rss-growing.1 answered yes, goroutines-growing.1 answered no, live-heap-growing.1 observing | asking',
    );
  });

  test('run the rest goes on after a further look', () => {
    const story = new Story().observe().answer('rss-growing.1', 'no').conclude();
    story.apply({ kind: 'look-further', by: DANA, at: NOON }).observe({ answer: 'yes' });
    story.apply({ kind: 'run-the-rest', by: DANA, at: NOON });
    expect(story.last.refusal).toBeUndefined();
    expect(story.investigation.status).toBe('concluding');
  });

  test('another window may show another pod, and then that is the one', () => {
    const story = new Story().observe();
    story.apply({ kind: 'window-chosen', step: 'rss-growing.1', range: { from: 0, to: NOON }, by: DANA, at: NOON });
    const facts = story.investigation.steps[0]?.facts;
    if (facts === undefined) throw new Error('no facts');
    story.apply({ kind: 'step-observed', step: 'rss-growing.1', observed: { facts, pod: 'another' }, at: NOON });
    expect([story.investigation.pod, story.investigation.steps[0]?.pod]).toEqual(['another', 'another']);
  });

  test('while asking again the alert wears 👀, not ✅', () => {
    const story = new Story().observe().answer('rss-growing.1', 'no').conclude();
    story.apply({ kind: 'look-further', by: DANA, at: NOON });
    expect(story.effects).toContainEqual({ kind: 'react', name: 'white_check_mark' });
    expect(story.effects).toContainEqual({ kind: 'react', name: 'eyes' });
  });
});

describe('an incident that goes on', () => {
  test('flapping adds one line, brought up to date', () => {
    const story = new Story();
    for (let times = 0; times < 5; times++) {
      story.apply({ kind: 'alerts-heard', news: [{ kind: 'resolved', fingerprint: 'f1' }], at: NOON + times });
      story.apply({ kind: 'alerts-heard', news: [{ kind: 'fired', alert: anIncidentAlert() }], at: NOON + times });
    }
    expect(story.investigation.notes.map((note) => note.kind)).toEqual(['resolved']);
  });

  test('an alert after the report adds one line that offers another look', () => {
    const story = new Story().observe().answer('rss-growing.1', 'no').conclude();
    story.apply({
      kind: 'alerts-heard',
      news: [{ kind: 'fired', alert: anIncidentAlert({ fingerprint: 'f2' }) }],
      at: NOON + 1,
    });
    story.apply({
      kind: 'alerts-heard',
      news: [{ kind: 'fired', alert: anIncidentAlert({ fingerprint: 'f3' }) }],
      at: NOON + 2,
    });
    expect(story.investigation.notes.map((note) => note.kind)).toEqual(['fired-again']);
    expect(story.shown()).toContain('note/fired-again.1');
  });

  test('cancelling closes every question, also one being looked at again', () => {
    const story = new Story().observe().answer('rss-growing.1', 'yes').observe();
    story.apply({ kind: 'pod-chosen', step: 'goroutines-growing.1', pod: 'other', by: DANA, at: NOON });
    story.apply({ kind: 'cancelled', by: DANA, at: NOON });
    expect(story.shown()).toEqual(expect.arrayContaining(['status', 'step/goroutines-growing.1']));
  });
});
