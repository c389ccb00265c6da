import type { FrameRules } from '../frame-rules.ts';
import { isLibraryClass, JVM_FILE, jvmOrigin } from './classes.ts';

/** `com.acme.markets.Cache$Entry.<init>`, or a class alone: packages of one element are rare, and other languages have such names. */
const PACKAGED = /^(?:[a-z_]\w*\.){2,}([A-Z]\w*(?:\$[\w$]*)*(?:\.(?:\w+|<init>|<clinit>|lambda\$[\w$]+))?(?:\[\])*)$/;

const AGENT = /^leakbot\.[A-Z]/;

export const jvmFrames: FrameRules = {
  reader: () => (name, file) =>
    // Java profilers may leave the file out: then the package decides.
    JVM_FILE.test(file) || (file === '' && isLibraryClass(name)) ? { origin: jvmOrigin(name), sure: true } : undefined,
  // The endpoint of `manifest/jvm`.
  ofProfiler: (name) => AGENT.test(name),
  shortName: (name) => PACKAGED.exec(name)?.[1],
  // A Java class is its package's last element.
  suspectName: (name, file) => (JVM_FILE.test(file) ? name.split(/[./]/).slice(-2).join('.') : undefined),
};
