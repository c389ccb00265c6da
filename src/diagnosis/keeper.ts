import type { Keeper, Through } from '../runtime/suspect.ts';
import {
  CAFFEINE,
  classOf,
  GUAVA,
  isField,
  isLibrary,
  MADE_UP,
  OF_JDK,
  outermost,
  placesOf,
  WAYS,
} from './keeper-links.ts';

/** What is known of the classes that a chain passes, by their simple names. */
export interface KnownClasses {
  /** Of the service: outermost classes. */
  readonly own: ReadonlySet<string>;
  /** Whose objects are more than before, one by one: a collection that each of them has is not what only grows. */
  readonly multiplied?: ReadonlySet<string> | undefined;
  /** Of the objects that grew. */
  readonly grown?: string | undefined;
}

/**
 * Who of the service keeps what grew, by the chain that a JVM’s profile has of it: the field that leads into a collection, or into
 * a library. Undefined where the chain shows neither such a field nor a way that is known.
 */
export function keeperOf(holder: string, known: KnownClasses): Keeper | undefined {
  const { own } = known;
  const links = holder.split(' → ');
  const ofJdk = OF_JDK.find(([pattern]) => links.some((link) => pattern.test(link) && !own.has(outermost(link))))?.[1];
  if (ofJdk !== undefined) return { through: ofJdk };
  const way = WAYS.find(([pattern]) => links.some((link) => pattern.test(link)));
  if (way?.[1] === 'cleaner') return ofCleaner(links, known);
  const owner = (way && ownerOfWay(links, way)) ?? ownerAmong(links, known);
  const through = way?.[1] ?? throughOf(links, owner);
  const thread = THREAD.exec(holder)?.[1];
  if (owner === undefined && through === undefined) return undefined;
  const weakKeys = through === 'caffeine' && links.some((link) => WEAK_KEYS.test(link));
  const statements = links.some((link) => STATEMENT.test(link) && !own.has(outermost(link)));
  const places = through === 'array' && owner !== undefined ? (placesOf(links, owner) ?? 0) : 0;
  return {
    ...(owner === undefined ? {} : { owner: links[owner]?.replace(/^static /, '') ?? '' }),
    ...(through === undefined ? {} : { through }),
    ...(through === 'library' && owner !== undefined ? { library: classOf(links[owner + 1] ?? '') } : {}),
    ...(thread === undefined ? {} : { thread }),
    ...(weakKeys ? { weakKeys: true as const } : {}),
    ...(statements ? { statements: true as const } : {}),
    ...(places > 0 ? { places } : {}),
  };
}

const THREAD = /^\(thread (.+?)\)/;

/** Caffeine generates its caches: their names begin with W where keys are weak (NodeFactoryGenerator, LocalCacheFactoryGenerator). */
const WEAK_KEYS = /^W[A-Z]{0,6}(\.|$)/;
/** By what drivers call them (java.sql, H2, PostgreSQL, SQLite, MySQL); a service may have statements of its own. */
const STATEMENT =
  /^\w*(PreparedStatement|CallableStatement|ResultSet)\w*(\.|$)|^(Jdbc|JDBC\d?|Pg|Client|Server)\w*Statement\w*(\.|$)/;

/** What an action was made with: the arguments of a lambda, the object around an inner class. */
const MADE_WITH = /^(.+?)(?:\$\$Lambda\.arg\$\d+|\$[\w$]+\.this\$\d+)$/;

/** What is registered with a Cleaner is in its list until it was cleaned; an action that leads to its own object prevents that. */
function ofCleaner(links: readonly string[], { grown }: KnownClasses): Keeper {
  const at = links.findIndex((link) => MADE_WITH.test(link));
  const own = MADE_WITH.exec(links[at] ?? '')?.[1];
  const next = links[at + 1];
  const refersTo = next === undefined ? grown : classOf(next);
  return { through: 'cleaner', ...(own !== undefined && refersTo === own ? { captured: own } : {}) };
}

/** The field that refers to what has such a queue, or such callbacks: behind it only what wraps that. */
function ownerOfWay(links: readonly string[], [pattern, through]: (typeof WAYS)[number]): number | undefined {
  if (through !== 'executor' && through !== 'future') return undefined;
  const way = links.findIndex((link) => pattern.test(link));
  const owner = links.slice(0, way).findLastIndex((link) => !isLibrary(link.replace(/^static /, '')));
  return owner >= 0 && isField(links[owner] ?? '') ? owner : undefined;
}

/** The first field, from the root, that is the service’s and leads to what is not. */
function ownerAmong(links: readonly string[], { own, multiplied }: KnownClasses): number | undefined {
  const isOwn = (link: string) => own.has(outermost(link));
  const isOne = (link: string) => isField(link) && (link.startsWith('static ') || !multiplied?.has(classOf(link)));
  const leadsAway = (at: number, whose: (link: string) => boolean) => {
    const next = links[at + 1];
    return next !== undefined && !whose(next) && !MADE_UP.test(next);
  };
  const known = links.findIndex((link, at) => isOne(link) && isOwn(link) && leadsAway(at, isOwn));
  if (known >= 0) return known;
  const unlisted = (link: string) => !isLibrary(link.replace(/^static /, ''));
  const found = links.findIndex((link, at) => isOne(link) && unlisted(link) && leadsAway(at, unlisted));
  return found >= 0 ? found : undefined;
}

/** The stack of a virtual thread that waits. */
const WAITING_STACK = /^StackChunk\b/;

/** Whether the stacks of threads keep it, one each: what lies in a collection that such a stack refers to is kept by that. */
function onWaitingStacks(links: readonly string[]): boolean {
  const stack = links.findLastIndex((link) => WAITING_STACK.test(link));
  return stack >= 0 && !links.slice(stack + 1).some((link) => link === '…' || link.endsWith('[]'));
}

function throughOf(links: readonly string[], owner: number | undefined): Through | undefined {
  if (onWaitingStacks(links)) return 'virtual-threads';
  const next = owner === undefined ? undefined : links[owner + 1];
  const after = owner === undefined ? links : links.slice(owner + 1, owner + 3);
  if (after.some((link) => CAFFEINE.test(link))) return 'caffeine';
  if (after.some((link) => GUAVA.test(link))) return 'guava';
  if (owner === undefined || next === undefined) return undefined;
  if (placesOf(links, owner) !== undefined) return 'array';
  return isLibrary(next) ? 'collection' : 'library';
}
