import type { FrameRules } from '../frame-rules.ts';
import type { Starter } from '../suspect.ts';
import { isLibraryClass, JVM_FILE, jvmOrigin } from './classes.ts';

/** `com.acme.markets.Cache$Entry.<init>`, or a class alone: packages of one element are rare, and other languages have such names. */
const PACKAGED = /^(?:[a-z_]\w*\.){2,}([A-Z]\w*(?:\$[\w$]*)*(?:\.(?:\w+|<init>|<clinit>|lambda\$[\w$]+))?(?:\[\])*)$/;

/** Hosts whose users have packages below one of theirs: `io.github.acme`. */
const HOSTED = /^(?:com|io|org|net)\.(?:github|gitlab|gitee|bitbucket|sourceforge)\./;

/** `com.acme.` of `com.acme.markets.Cache.put`: by custom a domain, backwards. Undefined of a class in no such package. */
function codeOf(name: string, file: string): string | undefined {
  if (!JVM_FILE.test(file)) return undefined;
  const plain = name.replaceAll('/', '.');
  const elements = /^(?:[a-z_]\w*\.)+/.exec(plain)?.[0].split('.').slice(0, -1) ?? [];
  const wanted = HOSTED.test(plain) ? 3 : 2;
  return elements.length < wanted ? undefined : `${elements.slice(0, wanted).join('.')}.`;
}

/** A number behind letters of a class: `Script33`, not the anonymous `Feed$1`, and not that of a method. */
const NUMBER = /(?<=[A-Za-z_])\d+/g;

function numbered(name: string, file: string): string | undefined {
  if (!JVM_FILE.test(file) || !/\d/.test(name)) return undefined;
  const [, before = '', type = '', method = ''] = /^((?:.*[./])?)([^./]+)(\.[^.]+)$/.exec(name) ?? [];
  const plain = type.replace(NUMBER, '#');
  return plain === type ? undefined : `${before}${plain}${method}`;
}

/** What of the JDK starts threads for the service, as JDK 17 and 25 name it. */
const STARTERS: readonly (readonly [RegExp, Starter])[] = [
  [/^java\.util\.Timer\./, 'timer'],
  [/^(jdk\.internal|java)\.net\.http\./, 'http-client'],
  [/^java\.util\.concurrent\./, 'executor'],
  [/^java\.lang\.Thread\.(start0?|startVirtualThread)$/, 'thread'],
];

function starterOf(below: readonly string[]): Starter | undefined {
  return STARTERS.find(([pattern]) => below.some((name) => pattern.test(name.replaceAll('/', '.'))))?.[1];
}

const AGENT = /^leakbot\.[A-Z]/;

export const jvmFrames: FrameRules = {
  reader: () => (name, file) =>
    // Java profilers may leave the file out: then the package decides.
    JVM_FILE.test(file) || (file === '' && isLibraryClass(name)) ? { origin: jvmOrigin(name), sure: true } : undefined,
  // The endpoint of `manifest/jvm`.
  ofProfiler: (name) => AGENT.test(name),
  codeOf,
  numbered,
  starterOf,
  shortName: (name) => PACKAGED.exec(name)?.[1],
  // A Java class is its package's last element.
  suspectName: (name, file) => (JVM_FILE.test(file) ? name.split(/[./]/).slice(-2).join('.') : undefined),
};
