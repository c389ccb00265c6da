import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Seconds } from '../law.ts';

/**
 * Go's collector, after runtime/mgcpacer.go of Go 1.26: the next goal is the live heap plus GOGC % of what was marked
 * (heap and stacks), at least 4 MiB × GOGC/100; a memory limit lowers it; a collection is forced after two minutes
 * unless GOGC is off. The scavenger keeps a tenth above the goal.
 */
export interface GoHeapSettings {
  readonly gogc: number | 'off';
  readonly memlimit?: Bytes | undefined;
  /** Released pages stay resident, as under huge pages or MADV_FREE. */
  readonly keepsReleased?: boolean | undefined;
}

const FORCED_AFTER: Seconds = 120;
const LEAST_HEAP = 4 * MiB;
const RETAINED = 1.1;
/** Marking goes through about this much a second; the collector takes at most half of the processor. */
const MARKED_A_SECOND = 600 * MiB;
const MOST_OF_PROCESSOR = 0.5;
/** Bytes a second that the background scavenger gives back. */
const SCAVENGED_A_SECOND = 1.5 * MiB;
/** Of the free spans, what the scavenger gives back in a step at most. */
const LAY_FREE = 0.03;
const ARENA = 4 * MiB;

export class GoHeap {
  collections = 0;
  lastCollection: Seconds;
  /** Allocated and not swept: live and garbage. */
  allocated: Bytes = 0;
  goal: Bytes;
  /** What the latest collection found alive. */
  marked: Bytes = 0;
  /** Whether the memory limit, not GOGC, set the goal. */
  byLimit = false;
  /** Spans that the heap owns and the kernel backs. */
  retained: Bytes = 0;
  #highest: Bytes = 0;
  #live: Bytes = 0;
  readonly #settings: GoHeapSettings;
  readonly #random: Random;
  readonly #fragmentation: number;

  constructor(settings: GoHeapSettings, start: Seconds, random: Random) {
    this.#settings = settings;
    this.#random = random;
    this.lastCollection = start;
    this.goal = settings.gogc === 'off' ? 0 : (LEAST_HEAP * settings.gogc) / 100;
    this.#fragmentation = random.between(1.03, 1.09);
  }

  /** Returns whether a collection was completed in the step. */
  step(now: Seconds, dt: Seconds, load: { live: Bytes; stacks: Bytes; garbage: Bytes; beside: Bytes }): boolean {
    const { live, stacks, garbage, beside } = load;
    const before = this.allocated;
    if (this.goal === 0) this.goal = this.#nextGoal(live, stacks, beside);
    this.allocated = Math.max(live, this.allocated + Math.max(0, live - this.#live) + garbage * dt);
    this.#live = live;
    let peak = this.allocated;
    const forced = this.#settings.gogc !== 'off' && now - this.lastCollection >= FORCED_AFTER;
    const collected = this.allocated >= this.goal || forced;
    if (collected) {
      // A cycle cannot be shorter than the marking it takes; what is allocated meanwhile lies above the goal.
      const shortest = live / MARKED_A_SECOND / MOST_OF_PROCESSOR;
      const goal = this.#nextGoal(live, stacks, beside);
      const room = Math.max(goal - live, garbage * shortest, 1);
      const cycles = forced && this.allocated < this.goal ? 1 : Math.max(1, Math.round((garbage * dt) / room));
      peak = Math.max(before, Math.min(this.allocated, Math.max(this.goal, live + room)));
      this.collections += cycles;
      this.lastCollection = now - (cycles > 1 ? this.#random.between(0, Math.min(dt, room / garbage)) : 0);
      this.goal = goal;
      this.marked = live;
      this.allocated =
        cycles > 1
          ? live + this.#random.between(0, 1) * room
          : live + Math.min(room, this.#random.between(0, shortest) * garbage);
    }
    this.#hold(peak, dt);
    return collected;
  }

  get inuse(): Bytes {
    return this.allocated * this.#fragmentation;
  }

  get sys(): Bytes {
    return Math.ceil(this.#highest / ARENA) * ARENA;
  }

  get idle(): Bytes {
    return Math.max(0, this.sys - this.inuse);
  }

  get released(): Bytes {
    return Math.max(0, this.sys - this.retained);
  }

  /** What the kernel backs. */
  get resident(): Bytes {
    return this.#settings.keepsReleased === true ? this.#highest : this.retained;
  }

  /** Something needed this much for a moment, e.g. a large answer. */
  spike(bytes: Bytes): void {
    this.#highest = Math.max(this.#highest, this.inuse + bytes);
  }

  #nextGoal(live: Bytes, stacks: Bytes, beside: Bytes): Bytes {
    const { gogc, memlimit } = this.#settings;
    const byPercent =
      gogc === 'off'
        ? Number.POSITIVE_INFINITY
        : Math.max((LEAST_HEAP * gogc) / 100, live + ((live + stacks) * gogc) / 100);
    // The pacer leaves 3 % of the heap, at least 1 MiB, for what it cannot foresee.
    const allowed =
      memlimit === undefined ? Number.POSITIVE_INFINITY : (memlimit - beside - stacks) / this.#fragmentation;
    const byLimit = memlimit === undefined ? Number.POSITIVE_INFINITY : allowed - Math.max(MiB, 0.03 * allowed);
    this.byLimit = byLimit < byPercent;
    return Math.max(live + MiB / 4, Math.min(byPercent, byLimit));
  }

  #hold(peak: Bytes, dt: Seconds): void {
    const needed = peak * this.#fragmentation;
    this.#highest = Math.max(this.#highest, needed);
    const kept = Math.max(this.inuse, this.goal * this.#fragmentation * (this.byLimit ? 1 : RETAINED));
    const free = Math.max(0, this.retained - this.inuse);
    // Spans that lay free for a while are given back, and taken again by a later cycle: RSS is never a ruler's line.
    const given = free * LAY_FREE * this.#random.between(0, 1);
    this.retained = Math.max(
      needed,
      Math.min(this.retained - given, Math.max(kept, this.retained - SCAVENGED_A_SECOND * dt)),
    );
  }
}
