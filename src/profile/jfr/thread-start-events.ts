import { THREADS } from '../../runtime/question-plan.ts';
import { STARTED_THREAD } from '../started-threads.ts';
import type { EventKind, KindReader } from './event-kind.ts';
import type { RecordedEvent } from './recording.ts';
import type { Counted } from './tally.ts';

const START = 'jdk.ThreadStart';
const END = 'jdk.ThreadEnd';

/**
 * Threads by the line that started them, which the stack of jdk.ThreadStart shows from JDK 15 on. A thread that ended while it
 * was recorded is none any more. The number of a thread is never given twice in one process (Thread.getId).
 */
class ThreadStartReader implements KindReader {
  readonly #started = new Map<string, Counted>();
  readonly #ended = new Set<string>();

  add({ name, fields }: RecordedEvent, stack: number): void {
    const thread = fields.struct('thread');
    const id = thread?.long('javaThreadId');
    // Threads of the JVM itself have no number, and those that it starts no line (before JDK 15 none has).
    if (thread === undefined || id === undefined || Number(id) <= 0) return;
    if (name === START && (fields.struct('stackTrace')?.list('frames') ?? []).length === 0) return;
    if (name === END) {
      this.#ended.add(`${id}`);
      return;
    }
    const pool = `threads ${thread.text('javaName').replace(/\d+/g, '#')}`;
    this.#started.set(`${id}`, { stack, labels: { class: pool, [STARTED_THREAD]: `${id}` }, values: [1] });
  }

  finish() {
    const samples = [...this.#started].filter(([id]) => !this.#ended.has(id)).map(([, counted]) => counted);
    return { samples, comments: samples.length === 0 ? [] : [this.#ended.size === 0 ? MAY_HAVE_ENDED : STARTED] };
  }
}

const STARTED =
  'threads: those that were started while it was recorded and had not ended, by the line that started them.';
const MAY_HAVE_ENDED =
  'threads: those that were started while it was recorded, by the line that started them. Some may have ended since: the recording has no jdk.ThreadEnd.';

export const THREAD_STARTS: EventKind = {
  events: [START],
  beside: [END],
  sampleTypes: [{ type: THREADS, unit: 'count' }],
  reader: () => new ThreadStartReader(),
};
