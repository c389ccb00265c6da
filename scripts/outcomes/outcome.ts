import { currentConclusion, type Investigation } from '../../src/investigation/state/investigation.ts';

/** What an investigation ended as, as the outcome table shows it. */
export interface Outcome {
  readonly scenario: string;
  /** The kind of finding that is right. */
  readonly wanted: string;
  readonly found: string;
  readonly title: string;
  /** The most telling line of evidence. */
  readonly figure: string;
  readonly advice: readonly string[];
  /** What could not be seen, each with the setting that adds it. */
  readonly gaps: readonly string[];
  /** The frame that grows most; absent where the finding is none of an allocation. */
  readonly top?: { readonly function: string; readonly file: string; readonly line: number; readonly url?: string };
}

/** Reads the outcome off a concluded investigation. */
export function outcomeOf(investigation: Investigation, scenario: string, wanted: string): Outcome {
  const conclusion = currentConclusion(investigation);
  if (conclusion === undefined) throw new Error(`the investigation of ${scenario} has no conclusion`);
  const { finding, links, gaps } = conclusion;
  const frame = finding.paths[0]?.frames[0];
  const url = frame && links[`${frame.file}:${frame.line}`];
  return {
    scenario,
    wanted,
    found: finding.kind,
    title: finding.title,
    figure: finding.evidence[0] ?? '',
    advice: finding.advice,
    gaps: gaps.map(({ missing, fix }) => `${missing}: ${fix}`),
    ...(frame === undefined ? {} : { top: { ...frame, ...(url === undefined ? {} : { url }) } }),
  };
}
