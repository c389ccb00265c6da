import type { Candidate, Quantity } from './candidate.ts';

/** What a runtime accounts for as taken of the system: stands for resident memory where nothing measures that. */
export interface TakenMemory {
  /** As a report names it: `committed by the JVM`. */
  readonly said: string;
  /** What lies beyond it: `thread stacks and native libraries`. */
  readonly without: string;
  /** Each is one exporter's way to say it: its metrics are added up, those after the first where they are there. */
  readonly sums: readonly (readonly [Candidate, ...Candidate[]])[];
}

/** What the processes of one runtime report of themselves. */
export interface RuntimeMetrics {
  /** Metrics that nothing else exposes: each by itself shows the runtime. The surest first. */
  readonly signs: readonly [string, ...string[]];
  /** What serves these metrics, as engineers name it: `Micrometer or client_java`. */
  readonly exporters: string;
  /** Metrics that begin so explain memory, whether or not a question asks for them: the collector keeps them. */
  readonly prefix: string;
  /** Of these the ones that split a figure too finely to be kept. */
  readonly tooFine?: RegExp | undefined;
  /** The metric that carries the version of the language, and its label; undefined where no link needs it. */
  readonly version: { readonly metric: string; readonly label: string } | undefined;
  /** The metric names of each quantity, best first. */
  readonly names: Readonly<Partial<Record<Quantity, readonly Candidate[]>>>;
  /** A program, not a language: no service is written in it. */
  readonly ofProgram?: true | undefined;
  /** Served by an exporter beside the process, never by the process itself. */
  readonly byExporter?: true | undefined;
  /** The metric of what is resident of the process: shows whose the others are, where an exporter or a proxy serves them. */
  readonly resident?: string | undefined;
  /** Undefined where it accounts for too little of its memory. */
  readonly taken?: TakenMemory | undefined;
}
