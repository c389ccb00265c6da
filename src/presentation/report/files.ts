import type { Conclusion, Investigation } from '../../investigation/investigation.ts';
import type { ProfileSource } from '../../investigation/ports.ts';
import type { Playbook } from '../../playbook/step.ts';
import { markdownReport } from './markdown.ts';

/** One file to take away. */
export interface ReportFile {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
}

/** The report and, where two profiles were compared, the pair that the report's own command line names. */
export async function reportFiles(
  investigation: Investigation,
  conclusion: Conclusion | undefined,
  { playbook, profiles }: { readonly playbook: Playbook; readonly profiles: ProfileSource },
): Promise<readonly ReportFile[]> {
  const report = {
    name: 'report.md',
    title: 'Report',
    content: new TextEncoder().encode(markdownReport(investigation, playbook)),
  };
  const compared = conclusion?.compared;
  if (compared === undefined) return [report];
  const [base, current] = await Promise.all([
    profiles.read(compared.base.snapshot),
    profiles.read(compared.current.snapshot),
  ]);
  return [
    report,
    { name: 'base.pb.gz', title: `Profile A, ${compared.base.caption}`, content: base },
    { name: 'current.pb.gz', title: `Profile B, ${compared.current.caption}`, content: current },
  ];
}
