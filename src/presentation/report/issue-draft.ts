import { surenessOf } from '../../diagnosis/confidence.ts';
import type { FindingKind } from '../../diagnosis/finding.ts';
import {
  type ComparedSnapshots,
  type Conclusion,
  type Investigation,
  serviceName,
} from '../../investigation/state/investigation.ts';
import { formatAmountDelta } from '../../measurement/amount.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatShare } from '../../measurement/share.ts';
import { formatDay, formatRange } from '../../measurement/time.ts';
import type { GrowthPath } from '../../profile/comparison.ts';
import { growthPathText } from '../growth-path.ts';
import { comparedFiles } from './compared-files.ts';
import { addressIn, code, link, plain, titleText } from './markdown-text.ts';
import { partOfGrowth } from './part-of-growth.ts';

/** An issue to paste into any tracker that reads Markdown. */
export interface IssueDraft {
  readonly title: string;
  readonly body: string;
}

/** Paths that a reader of an issue goes through; the report has them all. */
const PATHS = 3;

/** What Leakbot found, for the person who has to fix it. `thread` is the address of the conversation. */
export function issueDraft(investigation: Investigation, conclusion: Conclusion, thread?: string): IssueDraft {
  const { finding, recurrence, compareUrl } = conclusion;
  const { service, range, pod, overview } = investigation;
  const place = [service?.workload.namespace, service?.workload.cluster].filter((part) => part !== undefined);
  const facts = [
    `- Service: ${plain([serviceName(investigation), ...place].join(' · '))}`,
    ...(pod === undefined ? [] : [`- Pod: ${code(pod)}`]),
    ...(conclusion.revision === undefined ? [] : [`- Revision: ${code(conclusion.revision)}`]),
    ...(overview === undefined
      ? []
      : [
          `- OOM kills: ${overview.killsUncounted === true ? 'not counted' : overview.kills}, restarts: ${overview.restartsUncounted === true ? 'not counted' : overview.restarts}`,
        ]),
    ...(overview?.limit === undefined ? [] : [`- Limit: ${formatBytes(overview.limit)}`]),
    `- Seen: ${formatRange(range)} (${surenessOf(finding.confidence)})`,
    ...(recurrence === undefined ? [] : [`- Found before: ${formatDay(recurrence.at)} (${plain(recurrence.title)})`]),
    ...(compareUrl === undefined ? [] : [`- What changed: <${addressIn(compareUrl)}>`]),
    ...(thread === undefined ? [] : [`- Thread: ${thread}`]),
  ];
  const sections = [
    facts.join('\n'),
    section(
      'Evidence',
      finding.evidence.map((line) => `- ${plain(line)}`),
    ),
    section('What grew', pathLines(conclusion)),
    section(
      'What to do',
      finding.advice.map((line) => `- ${plain(line)}`),
    ),
    section('Done when', [plain(finding.proof)]),
    ...(conclusion.compared === undefined ? [] : [section('Check it', [checkLine(conclusion.compared)])]),
  ];
  return {
    title: titleText(`${serviceName(investigation)}: ${finding.title}`),
    body: sections.filter((text) => text !== '').join('\n\n'),
  };
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`### ${title}`, ...lines].join('\n');
}

function checkLine(compared: ComparedSnapshots): string {
  return `${code(comparedFiles(compared).command)} (the files are in the thread)`;
}

/** What is counted where paths of a finding are no bytes. */
const NOUNS: Partial<Readonly<Record<FindingKind, string>>> = {
  'goroutine-leak': 'goroutines',
  'thread-leak': 'threads',
};

function pathLines({ finding, links, compared }: Conclusion): readonly string[] {
  const unit = finding.explained?.unit ?? 'bytes';
  const noun = unit === 'count' ? ` ${NOUNS[finding.kind] ?? 'objects'}` : '';
  const delta = (path: GrowthPath) =>
    unit === 'ppm'
      ? `${formatShare(path.share)} ${partOfGrowth(compared)}:`
      : `${formatAmountDelta(path.delta, unit)}${noun}`;
  return finding.paths.slice(0, PATHS).map((path, index) => {
    const { chain, location, kept } = growthPathText(path);
    const top = path.frames[0];
    const url = top && links[`${top.file}:${top.line}`];
    return `${index + 1}. ${delta(path)} ${code(chain)} at ${url === undefined ? plain(location) : link(url, location)}${kept === undefined ? '' : ` (${code(kept)})`}`;
  });
}
