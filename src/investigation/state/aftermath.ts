import { noted } from './alerts.ts';
import { awaitsDeploy } from './awaiting.ts';
import type { Effect, Transition } from './effect.ts';
import type { InvestigationEvent } from './event.ts';
import type { Conclusion, Investigation, Note } from './investigation.ts';
import { refuse } from './wishes.ts';

type Rated = Extract<InvestigationEvent, { kind: 'rated' }>;

/** Keeps the latest word of each person; the same word again changes nothing. */
export function rate(investigation: Investigation, { conclusion: key, right, by, at }: Rated): Transition {
  const conclusion = investigation.conclusions.find((each) => each.key === key);
  if (conclusion === undefined) return refuse(investigation, { kind: 'unknown' });
  if (conclusion.superseded !== undefined)
    return refuse(investigation, { ...conclusion.superseded, kind: 'superseded' });
  const { ratings = [] } = conclusion;
  if (ratings.some((rating) => rating.by.id === by.id && rating.right === right)) return { investigation, effects: [] };
  const others = ratings.filter((rating) => rating.by.id !== by.id);
  return {
    investigation: replaceConclusion(investigation, { ...conclusion, ratings: [...others, { right, by, at }] }),
    effects: [{ kind: 'show', slot: `conclusion/${key}` }],
  };
}

type Silenced = Extract<InvestigationEvent, { kind: 'muted' | 'unmuted' }>;

/** One line says that the workload is muted, and later that it no longer is; said again it is no news. */
export function silence(investigation: Investigation, event: Silenced): Transition {
  const before = investigation.notes.find(({ kind }) => kind === 'muted');
  if (event.kind === 'muted') {
    const known = before?.at === event.at && before.by?.id === event.by.id;
    if (known) return { investigation, effects: [] };
    const { at, by, until } = event;
    return noted({ investigation, effects: [] }, 'muted', { kind: 'muted', at, by, muted: { until } });
  }
  if (before?.muted === undefined || before.muted.ended !== undefined) return { investigation, effects: [] };
  const { key: _, ...content } = before;
  const ended = { by: event.by, at: event.at };
  return noted({ investigation, effects: [] }, 'muted', { ...content, muted: { ...before.muted, ended } });
}

/** The note that links to the issue of a report. */
export function issueNoteKey(conclusion: string): string {
  return `issue.${conclusion}`;
}

type IssueFiled = Extract<InvestigationEvent, { kind: 'issue-filed' }>;

/** One line links to the issue of a report; the same issue again is no news. */
export function linkIssue(investigation: Investigation, { conclusion, issue, by, at }: IssueFiled): Transition {
  const key = issueNoteKey(conclusion);
  if (investigation.notes.some((each) => each.key === key)) return { investigation, effects: [] };
  return noted({ investigation, effects: [] }, key, { kind: 'issue', at, by, issue });
}

type FixChecked = Extract<InvestigationEvent, { kind: 'fix-checked' }>;

/** One line in the thread and a reaction; a later deploy brings the same line up to date until the leak is gone. */
export function tellFix(investigation: Investigation, { conclusion: key, fix, at }: FixChecked): Transition {
  const conclusion = awaitsDeploy(investigation, at);
  const before = conclusion?.fix;
  const known = before?.deploy.revision === fix.deploy.revision && before.kind === fix.kind;
  if (conclusion === undefined || conclusion.key !== key || known) return { investigation, effects: [] };
  const note: Note = { key: `fix.${key}`, kind: 'fix', at, fix };
  const changed = replaceConclusion(investigation, { ...conclusion, fix: { ...fix, at } });
  return {
    investigation: { ...changed, notes: [...changed.notes.filter((each) => each.key !== note.key), note] },
    effects: [
      { kind: 'show', slot: `note/${note.key}` },
      // The report no longer says that it waits for a deploy.
      { kind: 'show', slot: `conclusion/${key}` },
      ...reaction('large_green_circle', { was: before?.kind === 'fixed', is: fix.kind === 'fixed' }),
      ...reaction('red_circle', { was: before?.kind === 'not-fixed', is: fix.kind === 'not-fixed' }),
    ],
  };
}

function reaction(
  name: 'large_green_circle' | 'red_circle',
  { was, is }: { readonly was: boolean; readonly is: boolean },
): readonly Effect[] {
  return was === is ? [] : [{ kind: 'react', name }];
}

function replaceConclusion(investigation: Investigation, conclusion: Conclusion): Investigation {
  return {
    ...investigation,
    conclusions: investigation.conclusions.map((each) => (each.key === conclusion.key ? conclusion : each)),
  };
}
