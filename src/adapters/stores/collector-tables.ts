import type { Generated } from 'kysely';
import type { ProfileKind, TestimonyKind } from '../../profile/kind.ts';

/** What the embedded collector keeps. Times are milliseconds since the epoch. */
export interface CollectorTables {
  collector_metrics: {
    id: Generated<number>;
    name: string;
  };
  collector_label_sets: {
    id: Generated<number>;
    /** `host:port`; empty for series that were imported without one. */
    instance: string;
    /** JSON with sorted names, so that equal label sets are equal texts. */
    labels: string;
  };
  collector_series: {
    id: Generated<number>;
    metric: number;
    label_set: number;
  };
  /** The newest samples: one row a scrape, so that a scrape is one write. */
  collector_scrapes: {
    instance: string;
    time: number;
    /** Pairs of series id (uint32) and value (float64), little endian. */
    samples: Uint8Array;
  };
  /** Older samples: compressed runs of one series (see sample-block.ts). */
  collector_blocks: {
    series: number;
    first: number;
    last: number;
    samples: Uint8Array;
  };
  collector_profiles: {
    /** SHA-256 of the profile as it came, so that the same profile is kept once. */
    hash: string;
    /** pprof, gzipped. */
    bytes: Uint8Array;
  };
  collector_snapshots: {
    id: Generated<number>;
    instance: string;
    /** The pod, or the instance again where no pod is known. */
    pod: string;
    kind: ProfileKind | TestimonyKind;
    time: number;
    process_start: number | null;
    /** 1 when the process collected garbage for it. */
    forced: 0 | 1;
    profile: string;
  };
  collector_health: {
    instance: string;
    part: 'metrics' | ProfileKind;
    pod: string;
    url: string;
    succeeded_at: number | null;
    failed_at: number | null;
    missing: string | null;
    fix: string | null;
  };
}
