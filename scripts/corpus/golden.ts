import { join } from 'node:path';
import { GRANULARITIES, type Granularity, type PairTop, topOfPair } from './pprof-top.ts';

/** Built by each of these beside the Go that is installed: what the runtime writes changed over the years. */
export const GO_VERSIONS = ['go1.22.12', 'go1.23.12', 'go1.24.11', 'go1.25.5'] as const;

export const SAMPLE_TYPES = {
  heap: ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'],
  goroutine: ['goroutine'],
} as const;

export type Kind = keyof typeof SAMPLE_TYPES;

export const GOLDEN_FILE = 'go-tool-pprof.json.gz';

/** What `go tool pprof` says about the pairs of one folder. */
export interface Golden {
  readonly kind: Kind;
  readonly sampleType: string;
  readonly by: Granularity;
  readonly top: PairTop;
}

/** Asks about every sample type of the pairs in a folder. */
export async function goldenOf(folder: string, kinds: readonly Kind[]): Promise<readonly Golden[]> {
  const golden: Golden[] = [];
  for (const kind of kinds) {
    const [base, current] = [join(folder, `${kind}-base.pb.gz`), join(folder, `${kind}-current.pb.gz`)];
    for (const sampleType of SAMPLE_TYPES[kind]) {
      for (const by of GRANULARITIES) {
        golden.push({ kind, sampleType, by, top: await topOfPair(base, current, { sampleType, by }) });
      }
    }
  }
  return golden;
}
