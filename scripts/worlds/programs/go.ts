import { type Bytes, KiB, MiB } from '../../../src/measurement/bytes.ts';
import type { Cause } from '../holding.ts';
import type { Law, Seconds } from '../law.ts';
import { GoHeap, type GoHeapSettings } from './go-heap.ts';
import { goHoldings, type Owned } from './go-holdings.ts';
import { exposeGo, type GoMetricSet } from './go-metrics.ts';
import {
  type Demand,
  type Expose,
  type ProfileState,
  type Program,
  type RunStart,
  type Site,
  type Start,
  type Surroundings,
  surroundingsAt,
  wander,
} from './program.ts';

/** What retains live heap. */
export interface Holder {
  readonly cause: Cause;
  /** Leaf first, as in a heap profile. */
  readonly stack: readonly string[];
  readonly bytes: Law;
  readonly object: Bytes;
}

/** Goroutines of one kind and what each of them retains. */
export interface Routines {
  readonly cause: Cause;
  readonly stack: readonly string[];
  readonly count: Law;
  readonly stackBytes: Bytes;
  /** Allocated by whoever starts them. */
  readonly heapBytes: Bytes;
  readonly objects: number;
  readonly allocatedBy: readonly string[];
  /** Whether the runtime can prove them leaked: nothing reachable refers to what they wait for. */
  readonly provable?: boolean | undefined;
}

export interface GoPlan extends GoHeapSettings, Surroundings {
  readonly holders: readonly Holder[];
  readonly routines?: readonly Routines[] | undefined;
  /** Bytes a second that are garbage soon. */
  readonly garbage: Law;
  /** Room that was needed for a moment and lies idle since. */
  readonly spikes?: Law | undefined;
  /** What the room above the live heap is due to; by default it belongs to what retains the live heap. */
  readonly roomCause?: Cause | undefined;
  readonly metrics: GoMetricSet;
  readonly profiles?: boolean | undefined;
  /** Go 1.27 serves `goroutineleak`. */
  readonly leakProfile?: boolean | undefined;
}

const BASE_ROUTINE: Bytes = 4 * KiB;
const BASE_STACK = [
  'internal/poll.(*FD).Read /usr/local/go/src/internal/poll/fd_unix.go:165',
  'net/http.(*conn).serve /usr/local/go/src/net/http/server.go:2027',
];

export const goProgram =
  (plan: GoPlan): Start =>
  (run) =>
    new GoProgram(plan, run);

class GoProgram implements Program {
  readonly #plan: GoPlan;
  readonly #run: RunStart;
  readonly #heap: GoHeap;
  readonly #shake: () => number;
  readonly #baseRoutines: number;
  #live: readonly Owned[] = [];
  #sites: ProfileState = { heap: [], goroutines: [] };
  #stacks: Bytes = 0;
  #count = 0;
  #threads = 0;
  #runtime: Bytes = 0;
  #now: Seconds;
  readonly profile: (() => ProfileState) | undefined;

  constructor(plan: GoPlan, run: RunStart) {
    this.#plan = plan;
    this.#run = run;
    this.#now = run.at;
    this.#heap = new GoHeap(plan, run.at, run.random);
    this.#shake = wander(run.random, 0.01);
    this.#baseRoutines = run.random.whole(15, 60);
    this.profile = plan.profiles === true ? () => this.#sites : undefined;
  }

  get collections(): number {
    return this.#heap.collections;
  }

  step(now: Seconds, dt: Seconds): Demand {
    const { at: born } = this.#run;
    const age = now - born;
    this.#now = now;
    const around = surroundingsAt(this.#plan, age, now);
    const groups = (this.#plan.routines ?? []).map((group) => ({
      ...group,
      now: Math.max(0, Math.round(group.count(age, now))),
    }));
    const shake = this.#shake();
    const held = this.#plan.holders.map((holder) => ({
      ...holder,
      now: Math.max(0, holder.bytes(age, now)) * (holder.cause === 'base' ? shake : 1),
    }));
    this.#live = [
      ...held.map(({ cause, now: bytes }) => ({ cause, bytes })),
      ...groups.map(({ cause, now: count, heapBytes }) => ({ cause, bytes: count * heapBytes })),
    ];
    const live = this.#live.reduce((total, { bytes }) => total + bytes, 0);
    const base = Math.round(this.#baseRoutines * shake);
    this.#count = base + groups.reduce((total, group) => total + group.now, 0);
    this.#stacks =
      (base * BASE_ROUTINE + groups.reduce((total, group) => total + group.now * group.stackBytes, 0)) * 1.05;
    this.#runtime = 5 * MiB + 0.02 * this.#heap.sys;
    this.#threads = around.threads;
    const beside = this.#runtime;
    const garbage = Math.max(0, this.#plan.garbage(age, now)) * shake;
    const spikes = this.#plan.spikes?.(age, now);
    if (spikes !== undefined) this.#heap.spike(spikes);
    const collected = this.#heap.step(now, dt, { live, stacks: this.#stacks, garbage, beside });
    if (collected && this.profile !== undefined) this.#sites = { heap: heapSites(held, groups), goroutines: [] };
    if (this.profile !== undefined) this.#sites = { ...this.#sites, ...this.#routineSites(base, groups) };
    return {
      ...around,
      holdings: [
        ...goHoldings(this.#heap, {
          live: this.#live,
          stacks: stacksOf(groups),
          allStacks: this.#stacks,
          runtime: this.#runtime,
          roomCause: this.#plan.roomCause,
        }),
        ...around.holdings,
      ],
    };
  }

  expose(put: Expose, resident: Bytes): void {
    exposeGo(put, this.#plan, {
      now: this.#now,
      start: this.#run.at,
      heap: this.#heap,
      goroutines: this.#count,
      stacks: this.#stacks,
      runtime: this.#runtime,
      threads: this.#threads,
      resident: resident + (this.#plan.text ?? 0),
    });
  }

  #routineSites(
    base: number,
    groups: readonly (Routines & { readonly now: number })[],
  ): Pick<ProfileState, 'goroutines' | 'leaked'> {
    const site = ({ stack, now }: (typeof groups)[number]): Site => ({ stack, bytes: 0, count: now });
    return {
      goroutines: [{ stack: BASE_STACK, bytes: 0, count: base }, ...groups.map(site)],
      ...(this.#plan.leakProfile === true
        ? { leaked: groups.filter(({ provable }) => provable === true).map(site) }
        : {}),
    };
  }
}

/** Stacks grow in powers of two, and their spans are never quite full. */
const STACK_SPANS = 1.05;

function stacksOf(groups: readonly (Routines & { readonly now: number })[]): readonly Owned[] {
  return groups.map(({ cause, now, stackBytes }) => ({ cause, bytes: now * stackBytes * STACK_SPANS }));
}

function heapSites(
  held: readonly (Holder & { readonly now: Bytes })[],
  groups: readonly (Routines & { readonly now: number })[],
): readonly Site[] {
  return [
    ...held.map(({ stack, now, object }) => ({ stack, bytes: now, count: Math.round(now / object) })),
    ...groups.map(({ allocatedBy, now, heapBytes, objects }) => ({
      stack: allocatedBy,
      bytes: now * heapBytes,
      count: now * objects,
    })),
  ];
}
