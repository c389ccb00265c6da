import type { ProfileSource } from '../../evidence/ports.ts';
import type { Conclusion, Investigation } from '../../investigation/state/investigation.ts';
import type { Playbook } from '../../playbook/step.ts';
import { comparedFiles } from './compared-files.ts';
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
  const names = comparedFiles(compared);
  const { base, current } = compared;
  const sides =
    compared.alone === true
      ? [{ name: names.current, title: `Recording, ${current.caption}`, snapshot: current.snapshot }]
      : [
          { name: names.base, title: `Profile A, ${base.caption}`, snapshot: base.snapshot },
          { name: names.current, title: `Profile B, ${current.caption}`, snapshot: current.snapshot },
        ];
  // Retention may have thinned them since: the report stands without them.
  const read = await Promise.allSettled(sides.map(({ snapshot }) => profiles.read(snapshot)));
  return [
    report,
    ...sides.flatMap(({ name, title }, index) => {
      const result = read[index];
      return result?.status === 'fulfilled' ? [{ name, title, content: result.value }] : [];
    }),
  ];
}
