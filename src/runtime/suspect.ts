import type { Milliseconds } from '../measurement/duration.ts';

/** What the name of a frame suggests that it keeps. A suggestion: names may lie. */
export type Habit = 'cache' | 'map' | 'buffer' | 'subscription';

/** What a goroutine waits for, as the runtime frames under it show. */
export type BlockedOn = 'a channel send' | 'a channel receive' | 'a select' | 'a lock' | 'the network' | 'a sleep';

/**
 * Why no chain of strong references leads to what lives: `somehow` where nothing shows which it is, `perhaps-softly` where no chain was
 * looked for, and there is a soft reference more for each of the objects.
 */
export type Unheld = 'softly' | 'perhaps-softly' | 'finalizing' | 'somehow';

/** The way from what the service owns to what grew. */
export type Through =
  | 'caffeine'
  | 'guava'
  | 'thread-local'
  | 'executor'
  | 'future'
  | 'references'
  | 'mbeans'
  | 'virtual-threads'
  | 'shutdown-hooks'
  | 'files-to-delete'
  | 'loggers'
  | 'jars'
  | 'cleaner'
  | 'array'
  | 'collection'
  | 'library';

/** What keeps what grew, as far as someone can change it. */
export interface Keeper {
  /** The field of the service that leads there: `QuoteCache.entries`. */
  readonly owner?: string | undefined;
  readonly through?: Through | undefined;
  /** The class of a library that the field holds, where it is one: `SessionImpl`. */
  readonly library?: string | undefined;
  /** The thread that the chain begins at, the number of a pool’s as `#`. */
  readonly thread?: string | undefined;
  /** A cache whose keys are weak. */
  readonly weakKeys?: true | undefined;
  /** Statements of a database lie on the way. */
  readonly statements?: true | undefined;
  /** The class whose objects the action of a Cleaner refers to although it is theirs. */
  readonly captured?: string | undefined;
  /** Places of the array that the field holds, where the chain shows it. */
  readonly places?: number | undefined;
}

/** What started threads, as the frames below the service's own show it: `thread` where nothing but the service did. */
export type Starter = 'timer' | 'http-client' | 'executor' | 'thread';

/** The frame that a finding names. */
export interface Suspect {
  /** Package, type and function without the module path: `cache.(*MarketsValueCache).Put`. */
  readonly name: string;
  /** A class whose instances grew, of which nothing shows who allocates them. */
  readonly ofClass?: boolean | undefined;
  readonly habit?: Habit | undefined;
  /** Where a chain shows it. */
  readonly keeper?: Keeper | undefined;
  /** Kept as the value of a map whose keys are weak: such a map bounds nothing by itself. */
  readonly keptByValue?: true | undefined;
  /** No chain of strong references leads to it: soft ones do, or it waits for its finalizer, or for all that is known any of these. */
  readonly unheld?: Unheld | undefined;
  /** A recording shows it that could have shown what keeps it, and was not asked for that. */
  readonly holderUnasked?: true | undefined;
  /** Its objects come and go: 95 % of them are no older. */
  readonly ageAtMost?: Milliseconds | undefined;
  /** Its objects of before are still there: no request needs them any longer. */
  readonly stays?: true | undefined;
  readonly blockedOn?: BlockedOn | undefined;
  /** Of threads: what started them. */
  readonly startedBy?: Starter | undefined;
  /** What grew about as much, where something else keeps that. */
  readonly beside?: Suspect | undefined;
}
