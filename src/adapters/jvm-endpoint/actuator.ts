import { readAnswer, type Shown, type Wire } from './asking.ts';
import { threadEntries } from './printed.ts';
import { threadDump } from './schema.ts';

/** What Spring Boot Actuator shows of memory without a heap dump: its threads. */
export async function fromActuator(ask: Wire): Promise<Shown> {
  const { threads } = await readAnswer(ask, 'threaddump', threadDump);
  return {
    types: { threads: 'count' },
    entries: threadEntries(threads.map(({ threadName }) => threadName)),
    comments: ['Threads by their names, from Spring Boot Actuator, which does not show who started them.'],
  };
}
