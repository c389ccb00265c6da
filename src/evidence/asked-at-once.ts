import { AtMost } from '../foundation/at-most.ts';
import type { ProfileSource } from './ports.ts';

/** The same source, asked at most so many questions at a time. */
export function asking(source: ProfileSource, questions: number): ProfileSource {
  const lanes = new AtMost(questions);
  const { whyNone } = source;
  return {
    name: source.name,
    snapshots: (query, signal) => lanes.run(() => source.snapshots(query, signal), signal),
    read: (snapshot, signal) => lanes.run(() => source.read(snapshot, signal), signal),
    ...(whyNone === undefined
      ? {}
      : { whyNone: (query, signal) => lanes.run(() => whyNone.call(source, query, signal), signal) }),
  };
}
