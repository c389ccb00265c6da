import type { Keeper, Through } from '../runtime/suspect.ts';

/**
 * Who of the service keeps what grew, by the chain that a JVM’s profile has of it: the field that leads into a collection, or into
 * a library. `own`: the simple names of classes that are known to be the service’s. Undefined where the chain shows neither such
 * a field nor a way that is known.
 */
export function keeperOf(holder: string, own: ReadonlySet<string>): Keeper | undefined {
  const links = holder.split(' → ');
  const ofJdk = OF_JDK.find(([pattern]) => links.some((link) => pattern.test(link) && !own.has(outermost(link))))?.[1];
  if (ofJdk !== undefined) return { through: ofJdk };
  const owner = ownerAmong(links, own);
  const through = throughOf(links, owner);
  const thread = THREAD.exec(holder)?.[1];
  if (owner === undefined && through === undefined) return undefined;
  const weakKeys = through === 'caffeine' && links.some((link) => WEAK_KEYS.test(link));
  const statements = links.some((link) => STATEMENT.test(link) && !own.has(outermost(link)));
  return {
    ...(owner === undefined ? {} : { owner: links[owner]?.replace(/^static /, '') ?? '' }),
    ...(through === undefined ? {} : { through }),
    ...(through === 'library' && owner !== undefined ? { library: classOf(links[owner + 1] ?? '') } : {}),
    ...(thread === undefined ? {} : { thread }),
    ...(weakKeys ? { weakKeys: true as const } : {}),
    ...(statements ? { statements: true as const } : {}),
  };
}

const THREAD = /^\(thread (.+?)\)/;

/** Caffeine generates its caches: their names begin with W where keys are weak (NodeFactoryGenerator, LocalCacheFactoryGenerator). */
const WEAK_KEYS = /^W[A-Z]{0,6}(\.|$)/;
/** By what drivers call them (java.sql, H2, PostgreSQL, SQLite, MySQL); a service may have statements of its own. */
const STATEMENT =
  /^\w*(PreparedStatement|CallableStatement|ResultSet)\w*(\.|$)|^(Jdbc|JDBC\d?|Pg|Client|Server)\w*Statement\w*(\.|$)/;

const CAFFEINE = /^(Un)?[bB]oundedLocal\w*Cache\b/;
const GUAVA = /^LocalCache(\$|\.|$)/;
/** Ways that pass the threads of the JVM or a queue of it, wherever they stand in the chain. */
const WAYS: readonly (readonly [RegExp, Through])[] = [
  [/^ThreadLocal\$ThreadLocalMap\b/, 'thread-local'],
  [/^CleanerImpl\.queue\b|^ReferenceQueue\.head\b/, 'references'],
  [/^(\w*ThreadPoolExecutor(\$\w+)?|ForkJoinPool)\.(queue|workQueue|queues)\b/, 'executor'],
  [/^CompletableFuture\.stack\b/, 'future'],
];
/**
 * Collections that the JDK itself declares, in which each entry is taken out by a call of its own: no one can bound them, and who
 * of the service refers to them says nothing. As OpenJDK 17 and 25 name them.
 */
const OF_JDK: readonly (readonly [RegExp, Through])[] = [
  [/^(static )?(JmxMBeanServer\.\w+|DefaultMBeanServerInterceptor\.repository|Repository\.domainTb)$/, 'mbeans'],
  [/^static ApplicationShutdownHooks\.hooks$/, 'shutdown-hooks'],
  [/^static DeleteOnExitHook\.files$/, 'files-to-delete'],
  [/^(LogManager\$(System)?LoggerContext\.namedLoggers|Logger(\$\w+)?\.kids|LoggerContext\.loggerCache)$/, 'loggers'],
  [/^static JarFileFactory\.(fileCache|urlCache)$/, 'jars'],
];

/** What the JDK is made of, and what frameworks keep beans in: no one would look there for what to change. */
const LIBRARY =
  /^(\(|…|Object\b|String\b|Class\b|ClassLoader|Thread\b|ThreadLocal|ThreadGroup|\w*\[\]|(\w*(Hash|Tree|Linked|Identity|Weak|Enum|Concurrent|Abstract|Unmodifiable|Synchronized|Immutable|Array|CopyOnWrite|SkipList|Priority|Blocking|Delayed)\w*(Map|Set|List|Deque|Queue|Collection|Array)|Collections|Optional|Map|List|Set|Vector|Stack|Properties|Atomic\w+|Reference\w*|\w+Reference|Executors|FutureTask|CompletableFuture|\w*Executor|ForkJoinPool|Timer|TimerQueue|TimerThread|\w*ClassLoaders?|\w*BeanFactory|\w*BeanRegistry|\w*ApplicationContext|CleanerImpl|Cleaner|Finalizer)(\$[\w$]*)?(\.|$))/;

function isLibrary(link: string): boolean {
  return LIBRARY.test(link) || CAFFEINE.test(link) || GUAVA.test(link) || /\[\]$/.test(link);
}

/** Of a lambda or an inner class the field that it was made with says nothing. */
const MADE_UP = /\$\$Lambda|\.this\$\d+$|\.(arg|val|cap)\$\w+$/;

function classOf(link: string): string {
  return link.replace(/^static /, '').replace(/\..*$/, '');
}

function outermost(link: string): string {
  return classOf(link).replace(/(?!^)\$.*$/, '');
}

/** The first field, from the root, that is the service’s and leads to what is not. */
function ownerAmong(links: readonly string[], own: ReadonlySet<string>): number | undefined {
  const isField = (link: string) => /^(static )?[\w$]+\.[\w$]+$/.test(link) && !MADE_UP.test(link);
  const isOwn = (link: string) => own.has(outermost(link));
  const leadsAway = (at: number, whose: (link: string) => boolean) => {
    const next = links[at + 1];
    return next !== undefined && !whose(next) && !MADE_UP.test(next);
  };
  const known = links.findIndex((link, at) => isField(link) && isOwn(link) && leadsAway(at, isOwn));
  if (known >= 0) return known;
  const unlisted = (link: string) => !isLibrary(link.replace(/^static /, ''));
  const found = links.findIndex((link, at) => isField(link) && unlisted(link) && leadsAway(at, unlisted));
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
  const way = WAYS.find(([pattern]) => links.some((link) => pattern.test(link)));
  if (way !== undefined) return way[1];
  if (onWaitingStacks(links)) return 'virtual-threads';
  const next = owner === undefined ? undefined : links[owner + 1];
  const after = owner === undefined ? links : links.slice(owner + 1, owner + 3);
  if (after.some((link) => CAFFEINE.test(link))) return 'caffeine';
  if (after.some((link) => GUAVA.test(link))) return 'guava';
  if (next === undefined) return undefined;
  return isLibrary(next) ? 'collection' : 'library';
}
