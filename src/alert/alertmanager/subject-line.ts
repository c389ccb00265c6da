/** A title as Alertmanager's default templates write it, and Grafana's after them. */
export interface SubjectLine {
  readonly status: 'firing' | 'resolved';
  /** The values of the labels by which alerts are grouped: the same in every message of the group. */
  readonly group: string;
  /** It counts more than one alert: what these do not share stands in no title. */
  readonly several: boolean;
  /** What the alert may be called, the likeliest first. */
  readonly names: readonly string[];
  /** The words of the values, without the labels' names. */
  readonly values: readonly string[];
}

/** `[FIRING:1] group values (common values)`; Grafana counts those that are over too: `[FIRING:1, RESOLVED:2] …`. */
const SUBJECT = /^[^[\]]{0,40}\[(FIRING:\d{1,6}(?:, RESOLVED:\d{1,6})?|RESOLVED)\](.*)$/s;

/** Slack takes titles up to here, and the senders cut them: the last word may be half a word then. */
const CUT_AT = 1_000;

/** Reads such a title; undefined for any other. */
export function readSubjectLine(title: string): SubjectLine | undefined {
  const [, state, rest = ''] = SUBJECT.exec(title.slice(0, 2 * CUT_AT)) ?? [];
  if (state === undefined) return undefined;
  const cut = rest.indexOf(' (');
  const group = (cut < 0 ? rest : rest.slice(0, cut)).trim();
  const common = cut < 0 ? '' : rest.slice(cut + 2).replace(/\)\s*$/, '');
  const words = wordsOf(`${group} ${common}`);
  const [first = ''] = wordsOf(group);
  const whole = title.length < CUT_AT ? words : words.slice(0, -1);
  const others = isOneWordName(first) ? [] : [wordsOf(common)[0], ...whole.filter(isCamelCase), group];
  return {
    status: state === 'RESOLVED' ? 'resolved' : 'firing',
    group,
    several: /:(?!1(?:\D|$))\d/.test(state),
    // Values stand in the order of their labels' names, among which `alertname` comes early.
    // A name of several words is the group as a whole; after a name that is one word only values stand there.
    names: [...new Set([first, ...others])].filter((name) => name !== undefined && name !== '') as readonly string[],
    values: whole,
  };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** `KubePodCrashLooping`; a capital alone may begin a name of several words. */
function isOneWordName(word: string): boolean {
  return isCamelCase(word) && /[a-z0-9][A-Z]/.test(word);
}

function isCamelCase(word: string): boolean {
  return /^[A-Z][a-zA-Z0-9]+$/.test(word) && /[a-z]/.test(word);
}
