import type { Through } from '../runtime/suspect.ts';

export const CAFFEINE = /^(Un)?[bB]oundedLocal\w*Cache\b/;
export const GUAVA = /^LocalCache(\$|\.|$)/;

/** What a link of the chain says of the way to what grew. */
type Way = readonly [pattern: RegExp, through: Through];

/** Ways that pass the threads of the JVM or a queue of it, wherever they stand in the chain. */
export const WAYS: readonly Way[] = [
  [/^ThreadLocal\$ThreadLocalMap\b/, 'thread-local'],
  [/^CleanerImpl\.queue\b|^ReferenceQueue\.head\b/, 'references'],
  // JDK 17 links what is registered with a Cleaner; JDK 25 has nodes of arrays.
  [/^CleanerImpl\.(phantomCleanableList|activeList)\b/, 'cleaner'],
  [/^(\w*ThreadPoolExecutor(\$\w+)?|ForkJoinPool)\.(queue|workQueue|queues)\b/, 'executor'],
  [/^CompletableFuture\.stack\b/, 'future'],
];
/**
 * Collections that the JDK itself declares, in which each entry is taken out by a call of its own: no one can bound them, and who
 * of the service refers to them says nothing. As OpenJDK 17 and 25 name them.
 */
export const OF_JDK: readonly Way[] = [
  [/^(static )?(JmxMBeanServer\.\w+|DefaultMBeanServerInterceptor\.repository|Repository\.domainTb)$/, 'mbeans'],
  [/^static ApplicationShutdownHooks\.hooks$/, 'shutdown-hooks'],
  [/^static DeleteOnExitHook\.files$/, 'files-to-delete'],
  [/^(LogManager\$(System)?LoggerContext\.namedLoggers|Logger(\$\w+)?\.kids|LoggerContext\.loggerCache)$/, 'loggers'],
  [/^static JarFileFactory\.(fileCache|urlCache)$/, 'jars'],
];

/** What the JDK is made of, and what frameworks keep beans in: no one would look there for what to change. */
const LIBRARY =
  /^(\(|…|Object\b|String\b|Class\b|ClassLoader|Thread\b|ThreadLocal|ThreadGroup|\w*\[\]|(\w*(Hash|Tree|Linked|Identity|Weak|Enum|Concurrent|Abstract|Unmodifiable|Synchronized|Immutable|Array|CopyOnWrite|SkipList|Priority|Blocking|Delayed)\w*(Map|Set|List|Deque|Queue|Collection|Array)|Collections|Optional|Map|List|Set|Vector|Stack|Properties|Atomic\w+|Reference\w*|\w+Reference|Executors|FutureTask|CompletableFuture|\w*Executor|ForkJoinPool|Timer|TimerQueue|TimerThread|\w*ClassLoaders?|\w*BeanFactory|\w*BeanRegistry|\w*ApplicationContext|CleanerImpl|Cleaner|Finalizer)(\$[\w$]*)?(\.|$))/;

/** `byte[][]`, `Slot[640]`: an array, with its length where the chain has it. */
const ARRAY = /\[(\d*)\](\[\])*$/;

export function isLibrary(link: string): boolean {
  return LIBRARY.test(link) || CAFFEINE.test(link) || GUAVA.test(link) || ARRAY.test(link);
}

/** Of a lambda or an inner class the field that it was made with says nothing. */
export const MADE_UP = /\$\$Lambda|\.this\$\d+$|\.(arg|val|cap)\$\w+$/;

export function isField(link: string): boolean {
  return /^(static )?[\w$]+\.[\w$]+$/.test(link) && !MADE_UP.test(link);
}

/** `Trail$Entry` of `Trail$Entry.amount`. */
export function classOf(link: string): string {
  return link.replace(/^static /, '').replace(/\..*$/, '');
}

/** `Trail` of `Trail$Entry.amount`. */
export function outermost(link: string): string {
  return classOf(link).replace(/(?!^)\$.*$/, '');
}

/** Links by which nodes are chained: what lies in an array of such has no bound by the length of that. */
const CHAINED = /\.(next|prev|previous|left|right|head|tail|parent|first|last|child\w*)$/;

/** The array in what java.util.concurrent.atomic makes of one. */
const ATOMIC_ARRAY = /^AtomicReferenceArray\.array$/;

/**
 * The places of an array that a field refers to (0 where the chain does not show how many), where what grew lies in the array
 * itself: it holds no more than so many. Undefined for others, as an array of maps, or of nodes that are chained.
 */
export function placesOf(links: readonly string[], field: number): number | undefined {
  const [next = '', ...behind] = links.slice(field + 1);
  // It never has another length than it was made with.
  const wrapped = ATOMIC_ARRAY.test(next);
  const [array = '', ...inside] = wrapped ? behind : [next, ...behind];
  const length = ARRAY.exec(array)?.[1] ?? (wrapped ? '0' : undefined);
  if (length === undefined) return undefined;
  const unbounded = inside.some((link) => CHAINED.test(link) || (isLibrary(link) && !link.startsWith('String.')));
  return unbounded || (!wrapped && LIBRARY.test(array.replace(ARRAY, ''))) ? undefined : Number(length);
}
