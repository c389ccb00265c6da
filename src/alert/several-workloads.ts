import type { Workload } from '../service/service.ts';
import { labelsInText } from './labels-in-text.ts';
import { withoutMarkup } from './markup.ts';
import { sectionsOf } from './sections.ts';
import { subjectOf } from './subject.ts';

type Labels = Readonly<Record<string, string>>;

/** What a message says of one of the workloads that it lists. */
export interface ListedWorkload {
  readonly labels: Labels;
  readonly workload: Workload;
  /** The part of the message that is about it. */
  readonly text: string;
}

/** Labels that tell one alert of a list from the next; what a list leaves out of the next is what they share. */
const TELLING = ['namespace', 'pod', 'container', 'cluster'] as const;

/** Characters that are searched: Slack shows no more of a message without a click. */
const LONGEST = 8_000;

/** Lines that are searched. A list of alerts has a dozen for each. Set by hand. */
const MOST_LINES = 400;

/**
 * The workloads whose pods a message lists, in its order, each once; a message about one has one. Of a message about what
 * fires they are those that do.
 */
export function listedWorkloads(text: string, { over }: { readonly over: boolean }): readonly ListedWorkload[] {
  const searched = text.slice(0, LONGEST);
  return workloadsIn(over ? searched : sectionsOf(searched).firing);
}

/** Of a message about what fires: the workloads that it lists as over, and none that fires. */
export function endedWorkloads(text: string): readonly ListedWorkload[] {
  const { firing, over } = sectionsOf(text.slice(0, LONGEST));
  const fires = workloadsIn(firing);
  return workloadsIn(over).filter(({ workload }) => !fires.some((each) => isOne(each.workload, workload)));
}

function workloadsIn(text: string): readonly ListedWorkload[] {
  const shown = withoutMarkup(text);
  const found: ListedWorkload[] = [];
  for (const { labels, text: part } of entriesOf(shown)) {
    const { workload, pod } = subjectOf(labels);
    if (workload === undefined || pod === undefined) continue;
    const known = found.findIndex((each) => isOne(each.workload, workload));
    if (known < 0) found.push({ labels, workload, text: part });
    // A title names the pod without its namespace, which stands further down.
    else if (found[known]?.workload.namespace === undefined) found[known] = { labels, workload, text: part };
  }
  return found;
}

function isOne(a: Workload, b: Workload): boolean {
  const differ = a.namespace !== undefined && b.namespace !== undefined && a.namespace !== b.namespace;
  return a.name === b.name && !differ;
}

interface Entry {
  labels: Labels;
  text: string;
}

/** A line that says a label otherwise than the lines before it begins the next entry; so does an empty one. */
function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let entry: Entry = { labels: {}, text: '' };
  for (const line of text.split('\n', MOST_LINES)) {
    const said = line.trim() === '' ? {} : toldApart(labelsInText(line));
    const differs = TELLING.some(
      (name) => said[name] !== undefined && (entry.labels[name] ?? said[name]) !== said[name],
    );
    if (line.trim() === '' || differs) {
      entries.push(entry);
      entry = { labels: differs ? shared(entry.labels) : {}, text: '' };
    }
    entry = { labels: { ...entry.labels, ...said }, text: `${entry.text}${line}\n` };
  }
  return [...entries, entry];
}

function toldApart(labels: Labels): Labels {
  return Object.fromEntries(TELLING.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
}

function shared({ namespace, cluster }: Labels): Labels {
  return { ...(namespace === undefined ? {} : { namespace }), ...(cluster === undefined ? {} : { cluster }) };
}
