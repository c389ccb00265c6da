import type { Top } from './pprof-top.ts';

/** What `go tool pprof` says of one file, by sample type. */
export interface LegacyGolden {
  readonly name: string;
  readonly tops: Readonly<Record<string, Top>>;
}
