import type { Frame } from '../frame.ts';
import { originOf } from '../origin.ts';

const ELEMENTS: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
};

/** Numbers that the JVM gives to classes it makes while it runs: they differ from one process to the next. */
const HIDDEN = /[/+.](?:0x[0-9a-f]+(?:[./]\d+)?|\d+)$/;
const COUNTED =
  /(\$\$Lambda)\$\d+|(\$Proxy)\d+|(Generated(?:Method|Constructor|SerializationConstructor)Accessor)\d+|(\$\$(?:EnhancerBySpringCGLIB|FastClassBySpringCGLIB|EnhancerByCGLIB)\$\$)[0-9a-f]+/;

/** The classes that Groovy compiles scripts to, each with a number: `Script33`, `Script33$_run_closure1`. */
const SCRIPT = /(^|\/)Script\d+(?=$|\$)/;

/** What frameworks put behind the name of a class that they make: a number, or letters by chance. */
const RANDOM = /(\$\$SpringCGLIB\$\$|\$HibernateProxy|\$ByteBuddy|_\$\$_jvst)\$?[0-9A-Za-z_]+$/;

/** `[Ljava/util/HashMap$Node;` as `java.util.HashMap$Node[]`; what the JVM makes up, without its number. */
export function className(internal: string): string {
  const known = NAMES.get(internal);
  if (known !== undefined) return known;
  const name = stableName(internal);
  if (internal.length > LONGEST_NAME) return name;
  if (NAMES.size >= MOST_NAMES) NAMES.clear();
  NAMES.set(internal, name);
  return name;
}

/** A recording names its few thousand classes again and again. */
const NAMES = new Map<string, string>();

/** Names that are kept: more than a large service has in its recordings. A choice. */
const MOST_NAMES = 10_000;

/** Characters of a name that is worth keeping: what is longer stands in damaged recordings. A choice. */
const LONGEST_NAME = 500;

function stableName(internal: string): string {
  const dimensions = /^\[*/.exec(internal)?.[0].length ?? 0;
  const element = internal.slice(dimensions);
  const plain = dimensions === 0 ? element : (ELEMENTS[element] ?? element.replace(/^L|;$/g, ''));
  const stable = plain
    .replace(HIDDEN, '')
    .replace(RANDOM, '$1')
    .replace(SCRIPT, '$1Script#')
    .replace(COUNTED, (_, ...groups: unknown[]) => {
      const name = groups.slice(0, 4).find((group) => typeof group === 'string');
      return typeof name === 'string' ? name : '';
    });
  return stable.replaceAll('/', '.') + '[]'.repeat(dimensions);
}

/**
 * A Java frame: `com.acme.Cache$Entry.<init>` in `Cache.java`. A recording has no names of files: the outermost class gives
 * its own to it, as the compiler of Java demands for public ones and that of Kotlin does for functions outside classes.
 */
export function javaFrame(internal: string, method: string, line: number): Frame {
  const name = className(internal);
  return { function: `${name}.${method}`, file: fileOfClass(name), line };
}

/** A class that stands for its allocations, where nothing shows these: its package says whose it is. `name` as people write it. */
export function classFrame(name: string): Frame {
  const element = name.replace(/(\[\])+$/, '');
  // A class of the JDK or of a library is known by its name; its file is of no one who looks for what to change.
  const dot = element.lastIndexOf('.');
  const folder = dot < 0 ? '' : `${element.slice(0, dot).replaceAll('.', '/')}/`;
  const file = `${folder}${fileOfClass(element)}`;
  const own = !NUMBER.test(element) && originOf(element, file) === 'application';
  return { function: name, file: own ? file : '', line: 0 };
}

/** What arrays of numbers are made of: no class, and of no file. */
const NUMBER = /^(boolean|byte|char|short|int|long|float|double)$/;

/** `Cache.java` for `com.acme.Cache$Entry`, `Prices.kt` for `com.acme.PricesKt`. */
export function fileOfClass(name: string): string {
  const simple = name.slice(name.lastIndexOf('.') + 1);
  const outermost = simple.replace(/(?!^)\$.*$/, '');
  return outermost.endsWith('Kt') && outermost.length > 2 ? `${outermost.slice(0, -2)}.kt` : `${outermost}.java`;
}
