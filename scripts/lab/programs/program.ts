import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Runtime } from '../../../src/service/service.ts';
import type { Image } from '../cluster/image.ts';
import type { Release, Releases } from '../cluster/names.ts';
import type { ToolName, Tools } from '../requirements.ts';

/** Runtimes that the lab has a program in. */
export type LabRuntime = Extract<Runtime, 'go' | 'jvm' | 'node' | 'python'>;

/** A service that the lab can run: one folder of `services/` and what it takes to build, start and ask it. */
export interface Program {
  /** Name of the deployment and of its container. */
  readonly name: string;
  readonly runtime: LabRuntime;
  /** `root`: where the image was built, for file names that do not say. */
  readonly repository: { readonly url: string; readonly root?: string };
  readonly releases: Releases;
  /** What it needs besides the tools of every lab. */
  readonly tools: readonly ToolName[];
  /** Kinds of profile that it serves below `/debug/pprof`. */
  readonly profiles: readonly ('heap' | 'goroutine')[];
  /** The service's own metrics, by name: its revision and what it counts. */
  readonly metrics: readonly string[];
  /** Where it serves them; `/metrics` when left out. */
  readonly metricsPath?: string;
  /** Builds both releases below the directory. Throws UnavailableError with what to do. */
  build(tools: Tools, directory: string): Promise<(release: Release) => Image>;
  /** Environment variables that show a process where it lives. */
  environment(around: Around): Readonly<Record<string, string>>;
  /** The path of a request for a symbol as of a moment; 0 is now. */
  request(symbol: string, asOf: number): string;
}

/** A container that runs beside a service's in its pods, with an image of its own. */
export interface SideCar {
  readonly name: string;
  readonly version: string;
  readonly limit: Bytes;
  build(tools: Tools, directory: string): Promise<Image>;
  /** Settings of a process that listens on `host:port`. */
  environment(listen: string): Readonly<Record<string, string>>;
}

export interface Around {
  /** `host:port` to listen on. */
  readonly listen: string;
  /** Base URL of the exchange, which answers `/books/<symbol>?depth=N`. */
  readonly exchange: string;
  /** Levels of an order book: a faster leak takes bigger books. */
  readonly depth: number;
}
