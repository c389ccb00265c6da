import { originOf } from '../origin.ts';
import { fileOfClass } from './names.ts';
import { classOf } from './stacks.ts';
import type { Struct } from './values.ts';

/** A chain longer than this is cut in the middle: a linked list has as many links as entries. */
const MAX_LINKS = 5000;

/** Links that are kept at each end of a long chain: the root and the object are what is asked for. */
const SHOWN_ENDS = 6;

/** What stands for a chain through the agent of `manifest/jvm`: it looks at what lives, and keeps nothing that leaks. */
export const OF_AGENT = '(agent)';

/** The package of that agent, as a recording writes classes and describes them. */
const AGENT = /^leakbot[./]/;

/**
 * What keeps an object, from the root to it: `static LeakyQuotes.CACHE → QuoteCache.entries → HashMap.table → HashMap$Node[] →
 * HashMap$Node.value → LeakyQuotes$Quote.payload`. Links that repeat, as in a list or a bucket, stand once. Empty where the
 * recording has no chain.
 */
export function holderOf(object: Struct | undefined, root: Struct | undefined): string {
  const { links, outermost, ofAgent } = linksOf(object);
  if (ofAgent) return OF_AGENT;
  const kind = rootOf(root, outermost);
  // An object that is a root itself, as a thread is.
  if (links.length === 0) return kind;
  const outwards = links.toReversed();
  // How a class loader keeps the class is of no interest: its static field is what the code says.
  const begin = outwards.findLastIndex((link) => link.startsWith('static '));
  const where = begin >= 0 || kind === '' ? [] : [kind];
  const chain = [...where, ...outwards.slice(Math.max(0, begin))].filter((link, at, all) => link !== all[at - 1]);
  if (chain.length <= 2 * SHOWN_ENDS) return chain.join(' → ');
  return [...chain.slice(0, SHOWN_ENDS), '…', ...chain.slice(-SHOWN_ENDS)].join(' → ');
}

/**
 * `(thread http-nio-8080-exec-#)`: threads of a pool differ by their number; other roots by what the JVM calls their kind. A JVM
 * 25 names a thread that keeps its thread-locals only where it describes the object.
 */
function rootOf(root: Struct | undefined, outermost: Struct | undefined): string {
  const kind = root?.wrapped('system') ?? '';
  const described = [root, outermost].map((each) => each?.text('description') ?? '');
  const thread = described.map((text) => /^Thread Name: (.+)/.exec(text)?.[1]).find((name) => name !== undefined);
  if (thread !== undefined) return `(thread ${thread.replace(/\d+$/, '#')})`;
  return kind === '' ? '' : `(${kind})`;
}

interface Links {
  readonly links: string[];
  readonly outermost: Struct | undefined;
  readonly ofAgent: boolean;
}

/** Whether a link is a field of the agent’s, or an object of it. */
function isOfAgent(reference: Struct, outer: Struct): boolean {
  const name = classOf(outer.struct('type'));
  return (
    AGENT.test(name) || (name === CLASS && reference.struct('field') !== undefined && AGENT.test(classInWords(outer)))
  );
}

/** From the object outwards, each as the place that refers to the one before. */
function linksOf(object: Struct | undefined): Links {
  const links: string[] = [];
  let ofAgent = false;
  let inner = object;
  while (inner !== undefined && links.length < MAX_LINKS) {
    const reference = inner.struct('referrer');
    const outer = reference?.struct('object');
    if (reference === undefined || outer === undefined) break;
    links.push(linkOf(reference, outer));
    ofAgent ||= isOfAgent(reference, outer);
    inner = outer;
  }
  return { links, outermost: inner, ofAgent };
}

/**
 * The JVM finds the field of a reference by its place in the object, among all fields of the class, the static ones too: of a
 * field that was inherited it may name a static one at the same place of its class (JDK 17). Only a class has static fields: what
 * is said of an object is then not its field.
 */
function linkOf(reference: Struct, outer: Struct): string {
  const name = classOf(outer.struct('type'));
  const type = shortClass(name);
  const field = reference.struct('field');
  if (field === undefined) return withLength(type, reference, outer);
  const isStatic = (Number(field.long('modifiers') ?? 0) & STATIC) !== 0;
  if (!isStatic) return `${type}.${field.text('name')}`;
  // A static field is kept by its class, which the recording describes in words.
  return name === CLASS ? `static ${shortClass(classInWords(outer))}.${field.text('name')}` : type;
}

/**
 * `byte[640][]`: an array that a field of the service refers to has its length, which bounds what it holds. Those of the collections
 * of the JDK are replaced as they fill.
 */
function withLength(type: string, reference: Struct, array: Struct): string {
  const size = reference.struct('array')?.long('size');
  const referrer = array.struct('referrer');
  const owner = referrer?.struct('object');
  if (size === undefined || owner === undefined || referrer?.struct('field') === undefined) return type;
  const name = classOf(owner.struct('type'));
  const declared = name === CLASS ? classInWords(owner) : name;
  return originOf(declared, fileOfClass(declared)) === 'application' ? type.replace('[]', `[${size}]`) : type;
}

/** What keeps the static fields of a class. */
const CLASS = 'java.lang.Class';

/** The bit of a field’s modifiers that marks it static (chapter 4.5 of the JVM specification). */
const STATIC = 0x0008;

/** `Class Name: com.acme.Quotes` */
function classInWords(outer: Struct): string {
  return /^Class Name: (\S+)/.exec(outer.text('description'))?.[1]?.replace(/\.{3}$/, '') ?? 'a class';
}

/** Without its package. */
function shortClass(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
