import type { MetricsSource } from '../../evidence/ports.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { formatDuration, MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { TimeLimit } from '../http-client/time-limit.ts';

/** How long a look waits for a source of metrics. */
export interface Patience {
  /** For an answer: the first that does not come is waited for longest, later ones less. */
  readonly waits: readonly [Milliseconds, ...Milliseconds[]];
  /** Nothing is remembered of what did not come for longer: whoever asks again later waits again. */
  readonly remembers: Milliseconds;
}

/** Someone waits for the picture. One metric that never comes costs a minute: first with its family, then alone. */
const PATIENCE: Patience = { waits: [40 * SECOND, 20 * SECOND, 10 * SECOND, 5 * SECOND], remembers: 3 * MINUTE };

/**
 * A source of metrics that is not waited for without end: a metric that did not come is not asked for again soon, and the
 * more did not come, the less the others are waited for. What it does not answer is an UnavailableError. For one service:
 * what is too much to ask of a large one may be answered of another.
 */
export function patientMetrics(source: MetricsSource, patience: Patience = PATIENCE): MetricsSource {
  const silence = new Silence(patience);
  const { name, many } = source;
  return {
    name,
    series: (query, signal, onPartial) => {
      const asked = { name, metrics: [query.metric], signal };
      return heard(silence, asked, (aborted) => source.series(query, aborted, onPartial));
    },
    ...(many === undefined
      ? {}
      : {
          many: (query, signal, onPartial) => {
            const asked = { name, metrics: query.metrics, signal };
            return heard(silence, asked, (aborted) => many.call(source, query, aborted, onPartial));
          },
        }),
  };
}

interface Asked {
  readonly name: string;
  readonly metrics: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function heard<Answer>(
  silence: Silence,
  { name, metrics, signal }: Asked,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const known = silence.about(metrics);
  if (known !== undefined) throw known;
  const wait = silence.wait();
  const limit = new TimeLimit(wait, signal);
  try {
    return await ask(limit.signal);
  } catch (error) {
    if (signal?.aborted === true || !limit.isOver) throw error;
    const asked = metrics.length === 1 ? metrics[0] : `${metrics.length} metrics like ${metrics[0]}`;
    throw silence.note(
      metrics,
      new UnavailableError(`${name} did not answer for ${asked} within ${formatDuration(wait)}; it was given up`, {
        retryable: true,
      }),
    );
  } finally {
    limit.end();
  }
}

/** What a source did not answer lately. */
class Silence {
  readonly #patience: Patience;
  readonly #about = new Map<string, { readonly error: UnavailableError; readonly at: number }>();
  #late: readonly number[] = [];

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  about(metrics: readonly string[]): UnavailableError | undefined {
    for (const metric of metrics) {
      const known = this.#about.get(metric);
      if (known !== undefined && this.#isRecent(known.at)) return known.error;
    }
    return undefined;
  }

  wait(): Milliseconds {
    const { waits } = this.#patience;
    this.#late = this.#late.filter((at) => this.#isRecent(at));
    return waits[this.#late.length] ?? waits.at(-1) ?? waits[0];
  }

  /** Of several metrics one may be what does not come: each may still come alone. */
  note(metrics: readonly string[], error: UnavailableError): UnavailableError {
    const at = performance.now();
    this.#late = [...this.#late, at];
    const [metric] = metrics;
    if (metric !== undefined && metrics.length === 1) this.#about.set(metric, { error, at });
    return error;
  }

  #isRecent(at: number): boolean {
    return performance.now() - at < this.#patience.remembers;
  }
}
