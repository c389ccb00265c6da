/** How a benchmark was asked for. */
export interface BenchContext {
  /** By name, so it may take its time. */
  readonly named: boolean;
  /** An older checkout to measure in turns. */
  readonly against: string | undefined;
  /** A folder of recorded heaps. */
  readonly profiles?: string | undefined;
  /** How many bots on one PostgreSQL a storm is for; one on SQLite when left out. */
  readonly replicas?: number | undefined;
  /** How long a soak lasts. */
  readonly minutes?: number | undefined;
}
