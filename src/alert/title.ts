import { readSubjectLine } from './alertmanager/subject-line.ts';
import { labelsInText } from './labels-in-text.ts';
import { podInTitle } from './pod-in-title.ts';
import type { KindOf } from './rules.ts';

/** What an integration puts before the title that it passes on: `[Prometheus]: [FIRING:1] …`. */
const PASSED_ON = /^(?:\[(?!FIRING|RESOLVED)[^\]]{0,200}\]:?\s{0,5}){1,5}/;

/**
 * What an alert may be called by a title that another program passes on, the likeliest first: of Alertmanager's titles the
 * words that can be a name, since what else stands there are values of labels; any other title as it is.
 */
export function namesInTitle(title: string, labels: Readonly<Record<string, string>>): readonly [string, ...string[]] {
  const subject = readSubjectLine(title.replace(PASSED_ON, ''));
  const [first = title, ...others] = [labels['alertname'], ...(subject?.names ?? [title])].filter(
    (name) => name !== undefined && name.trim() !== '',
  ) as readonly string[];
  return [first, ...others];
}

/** The first of the names by which an alert is about a container's memory; else the likeliest. */
export function nameByKind(
  names: readonly [string, ...string[]],
  labels: Readonly<Record<string, string>>,
  kindOf: KindOf,
): string {
  return names.find((alertname) => kindOf({ labels: { ...labels, alertname } }) !== undefined) ?? names[0];
}

/** What a text says of the container, and the pod among the values of its title where no other is named. */
export function labelsWithTitle(title: string, text = title): Readonly<Record<string, string>> {
  const labels = labelsInText(text);
  const pod = labels['pod'] === undefined ? podInTitle(title.replace(PASSED_ON, '')) : undefined;
  return pod === undefined ? labels : { ...labels, pod };
}
