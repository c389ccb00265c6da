import type { Origin } from '../frame-rules.ts';

export const JVM_FILE = /\.(java|kt|scala|groovy)$/;

const STANDARD = /^(java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy)[./]/;
/** `double[]`, `int[][]`: the JVM's own, and of no file. */
const NUMBERS = /^(boolean|byte|char|short|int|long|float|double)(\[\])+$/;
const DEPENDENCY = new RegExp(
  `^(${[
    'org\\.(springframework|apache|hibernate|eclipse|slf4j|jboss|postgresql|mariadb|glassfish|elasticsearch|opensearch|jooq|mybatis|flywaydb|quartz|redisson|jctools|reactivestreams|bouncycastle|yaml|json|joda|jetbrains|aspectj|thymeleaf|codehaus|infinispan|ehcache|h2|hsqldb|sqlite|antlr|HdrHistogram|LatencyUtils|objectweb|ow2|w3c|xml|dom4j|jdom|xerial|wildfly|jgroups|neo4j|checkerframework)',
    'io\\.(netty|grpc|micrometer|quarkus|vertx|opentelemetry|prometheus|undertow|lettuce|smallrye|reactivex|micronaut|ktor|helidon|dropwizard|swagger|debezium|javalin|jsonwebtoken|sentry|r2dbc|nats|minio|github\\.resilience4j)',
    'com\\.(fasterxml|google|mysql|zaxxer|mongodb|amazonaws|azure|github\\.benmanes|hazelcast|typesafe|squareup|datastax|rabbitmq|codahale|jayway|esotericsoftware|lmax|alibaba\\.(fastjson|druid))',
    'ch\\.qos|reactor|okhttp3|okio|retrofit2|feign|redis\\.clients|rx|net\\.(bytebuddy|sf)|software\\.amazon|liquibase|javassist|akka|leakbot|one\\.profiler',
  ].join('|')})[./]`,
);

/** Classes that a framework makes at run time around one of the service's: no line of theirs stands in a file. */
const GENERATED =
  /\$\$(SpringCGLIB|EnhancerBySpringCGLIB|FastClassBySpringCGLIB|EnhancerByCGLIB)\$\$|\$HibernateProxy\b|\$ByteBuddy\b|_\$\$_jvst|\$Proxy\d*\./;

/** Where Maven, Gradle and sbt look for sources; a version may stand in the name: `scala-2.13`. */
const SOURCE_ROOT = /(^|\/)src\/(main|jvmMain|commonMain)\/(java|kotlin|scala|groovy)(-?\d[\d.]*)?\//;
const TEST_ROOT = /(^|\/)src\/([a-z]*[tT]est|testFixtures|it|jmh)\//;

/** The languages that a class named `.java` for want of better knowledge may be written in. */
const OTHER_LANGUAGES = ['.kt', '.scala', '.groovy'] as const;

/** By the packages that belong to no service. */
export function jvmOrigin(name: string): Origin {
  if (STANDARD.test(name) || NUMBERS.test(name)) return 'standard';
  return DEPENDENCY.test(name) || isGenerated(name) ? 'dependency' : 'application';
}

/** Whether a framework made the class: its lines are of no file, although its name is that of one. */
export function isGenerated(name: string): boolean {
  return GENERATED.test(name);
}

export function isLibraryClass(name: string): boolean {
  return jvmOrigin(name) !== 'application';
}

/**
 * The path below a source root: JVM frames carry a class and the name of its file, `com.acme.markets.Cache.put` and
 * `Cache.java`, or with slashes `com/acme/markets/Cache$Entry.put`. The package names the directory.
 */
export function classPath(name: string, file: string): string {
  const plain = name.replace(/\$\$Lambda.*$/, '.run').replace(/\(.*$/, '');
  const slash = plain.lastIndexOf('/');
  const elements = slash < 0 ? plain.split('.').slice(0, -2) : plain.slice(0, slash).split('/');
  return [...elements, file].join('/');
}

/**
 * The file of a class among all paths of a repository: at the end of a path, below a main source root rather than
 * elsewhere. A recording names no files, so that a class of another language is looked for as one of Java first. Undefined
 * when none or several fit.
 */
export function pathOfClass(paths: readonly string[], wanted: string): string | undefined {
  const found = pathOfFile(paths, wanted);
  if (found !== undefined || !wanted.endsWith('.java') || known(paths, wanted)) return found;
  const others = OTHER_LANGUAGES.map((ending) => pathOfFile(paths, wanted.replace(/\.java$/, ending)));
  const [only, ...more] = others.filter((path) => path !== undefined);
  return more.length === 0 ? only : undefined;
}

/** Where the sources of another language lie: `src/main/kotlin`, `src/main/scala-2.13`. */
const OTHER_ROOT = /(^|\/)(kotlin|scala|groovy)(-?\d[\d.]*)?\/*$/;

/**
 * Whether a file of that name may lie below a source root. A recording names no files, so that a class of Kotlin is called `.java`
 * after itself, and Kotlin does not name files after their classes.
 */
export function mayLieBelow(path: string, root: string): boolean {
  return !path.endsWith('.java') || !OTHER_ROOT.test(root);
}

/** Whether there are files of that name, of which none could be chosen. */
function known(paths: readonly string[], wanted: string): boolean {
  return paths.some((path) => `/${path}`.endsWith(`/${wanted}`) && !TEST_ROOT.test(path));
}

/** Kotlin may leave out the directories that all packages share. */
function pathOfFile(paths: readonly string[], wanted: string): string | undefined {
  const found = oneOf(paths, wanted);
  if (found !== undefined || !wanted.endsWith('.kt')) return found;
  const elements = wanted.split('/');
  for (let start = 1; start < elements.length - 1; start++) {
    const shorter = oneOf(
      paths.filter((path) => SOURCE_ROOT.test(path)),
      elements.slice(start).join('/'),
    );
    if (shorter !== undefined) return shorter;
  }
  return undefined;
}

function oneOf(paths: readonly string[], wanted: string): string | undefined {
  const fitting = paths.filter((path) => `/${path}`.endsWith(`/${wanted}`) && !TEST_ROOT.test(path));
  const main = fitting.filter((path) => SOURCE_ROOT.test(path));
  const candidates = main.length > 0 ? main : fitting;
  return candidates.length === 1 ? candidates[0] : undefined;
}
