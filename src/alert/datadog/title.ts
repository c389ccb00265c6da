/** What stands before the name of a monitor: `[P1] [Triggered on {pod_name:a}] [TEST] name`, or `Triggered: name`. */
export interface DatadogTitle {
  /** As `$ALERT_TRANSITION` has it; absent for a title that says none. */
  readonly state?: string | undefined;
  /** The tags of the group. */
  readonly scope: string;
  /** Sent by a monitor’s button *Test notifications*. */
  readonly test: boolean;
  readonly name: string;
}

const STATE = '(Re-Triggered|Triggered|Renotify|Recovered|Warn|Re-Warn|No data|Re-No data|Muted)(?: on \\{([^}]*)\\})?';

/** A priority, a test and a state, in whatever order; other words in brackets belong to the name. */
const MARK = new RegExp(`^\\s{0,5}\\[(?:p[1-5]|(test)|${STATE})\\]:?\\s{0,5}`, 'i');
const UNMARKED = new RegExp(`^${STATE}:?\\s+`, 'i');

/** More than a title has. */
const MOST_MARKS = 5;

export function readDatadogTitle(title: string): DatadogTitle {
  let [state, scope, test, name] = [undefined as string | undefined, '', false, title.trim()];
  for (let marks = 0; marks < MOST_MARKS; marks += 1) {
    const mark = MARK.exec(name);
    const [all = '', tested, marked, tags] = mark ?? unmarked(name, state);
    if (all === '') break;
    test ||= tested !== undefined;
    state ??= marked;
    scope ||= tags ?? '';
    name = name.slice(all.length);
  }
  return { state, scope, test, name: name.trim() };
}

/** Without brackets a state is one only where no other was said. */
function unmarked(title: string, state: string | undefined): readonly (string | undefined)[] {
  const [all = '', said, tags] = (state === undefined && UNMARKED.exec(title)) || [];
  return [all, undefined, said, tags];
}

/** A warning says that a limit is near, which is when a look helps most; no data and a muted monitor change nothing. */
const STATUS: Readonly<Record<string, 'firing' | 'resolved'>> = {
  triggered: 'firing',
  're-triggered': 'firing',
  renotify: 'firing',
  warn: 'firing',
  're-warn': 'firing',
  recovered: 'resolved',
};

export function datadogStatus(state: string): 'firing' | 'resolved' | undefined {
  const known = state.toLowerCase();
  return Object.hasOwn(STATUS, known) ? STATUS[known] : undefined;
}
