import type { MetricsSource, ProfileSource } from '../evidence/ports.ts';
import { UnavailableError } from '../foundation/errors.ts';
import type { SourceAnswer, SourceHost } from '../investigation/source-host.ts';

/** How a question to a source of evidence ended, after what was tried again. */
export type AskResult =
  | 'ok'
  /** Answered, but the source says that a part is missing. */
  | 'partial'
  /** The same question may be answered later. */
  | 'unavailable'
  /** Someone has to change something first. */
  | 'refused'
  /** Anything else: the log says what. */
  | 'failed';

export type SourceName = 'prometheus' | 'collector' | 'pyroscope' | 'parca' | 'folder' | 'code';

/** Counts what sources of evidence are asked. */
export interface SourceWatch {
  asked(source: SourceName, result: AskResult): void;
}

const UNWATCHED: SourceWatch = { asked: () => undefined };

/** The same source, with every question counted. */
export function watchedMetrics(source: MetricsSource, name: SourceName, watch: SourceWatch = UNWATCHED): MetricsSource {
  type Ask = (signal?: AbortSignal, onPartial?: (why: string) => void) => ReturnType<MetricsSource['series']>;
  function asking(ask: Ask, signal?: AbortSignal, onPartial?: (why: string) => void) {
    let partial = false;
    const noting = (why: string) => {
      partial = true;
      onPartial?.(why);
    };
    return counted(() => ask(signal, noting), { name, watch, signal, result: () => (partial ? 'partial' : 'ok') });
  }
  const { many } = source;
  return {
    name: source.name,
    series: (query, ...rest) => asking((...means) => source.series(query, ...means), ...rest),
    ...(many === undefined
      ? {}
      : { many: (query, ...rest) => asking((...means) => many.call(source, query, ...means), ...rest) }),
  };
}

/** The same source, with every question counted. */
export function watchedProfiles(
  source: ProfileSource,
  name: SourceName,
  watch: SourceWatch = UNWATCHED,
): ProfileSource {
  const count = <Answer>(ask: () => Promise<Answer>, signal?: AbortSignal) =>
    counted(ask, { name, watch, signal, result: () => 'ok' });
  const { whyNone } = source;
  return {
    name: source.name,
    snapshots: (query, signal) => count(() => source.snapshots(query, signal), signal),
    read: (snapshot, signal) => count(() => source.read(snapshot, signal), signal),
    // A question about the question before: not counted again.
    ...(whyNone === undefined ? {} : { whyNone: (query, signal) => whyNone.call(source, query, signal) }),
  };
}

/** The same hosts of repositories, with every question counted. */
export function watchedCode(host: SourceHost, watch: SourceWatch = UNWATCHED): SourceHost {
  const count = <Value>(ask: () => Promise<SourceAnswer<Value>>, signal: AbortSignal) =>
    counted(ask, { name: 'code', watch, signal, result: ({ kind }) => (kind === 'failed' ? 'unavailable' : 'ok') });
  return {
    within: (span) => host.within(span),
    access: (page) => host.access(page),
    text: (file, signal) => count(() => host.text(file, signal), signal),
    paths: (at, signal) => count(() => host.paths(at, signal), signal),
  };
}

interface Counting<Answer> {
  readonly name: SourceName;
  readonly watch: SourceWatch;
  readonly signal: AbortSignal | undefined;
  readonly result: (answer: Answer) => AskResult;
}

/** A question that was given up is no failure of the source. */
async function counted<Answer>(
  ask: () => Promise<Answer>,
  { name, watch, signal, result }: Counting<Answer>,
): Promise<Answer> {
  try {
    const answer = await ask();
    watch.asked(name, result(answer));
    return answer;
  } catch (error) {
    if (signal?.aborted !== true) watch.asked(name, failureOf(error));
    throw error;
  }
}

function failureOf(error: unknown): AskResult {
  if (!(error instanceof UnavailableError)) return 'failed';
  return error.retryable ? 'unavailable' : 'refused';
}
