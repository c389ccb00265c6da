import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';

/** Which names and processes there are changes with deploys. */
const FRESH: Milliseconds = MINUTE;
/** Questions of so many ranges and services are remembered; then all are asked again. */
const MOST_ANSWERS = 50;

/** Asks what the questions of one investigation share once, and what failed again. */
export function remembering<Value>(): (key: string, ask: () => Promise<Value>) => Promise<Value> {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<Value> }>();

  return (key, ask) => {
    const before = known.get(key);
    if (before !== undefined && before.until > performance.now()) return before.answer;
    if (known.size >= MOST_ANSWERS) known.clear();
    const answer = ask();
    known.set(key, { until: performance.now() + FRESH, answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
