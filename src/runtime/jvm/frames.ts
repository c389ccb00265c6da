import type { FrameRules } from '../frame-rules.ts';
import { isLibraryClass, JVM_FILE, jvmOrigin } from './classes.ts';

export const jvmFrames: FrameRules = {
  reader: () => (name, file) =>
    // Java profilers may leave the file out: then the package decides.
    JVM_FILE.test(file) || (file === '' && isLibraryClass(name)) ? { origin: jvmOrigin(name), sure: true } : undefined,
  // A Java class is its package's last element.
  suspectName: (name, file) => (JVM_FILE.test(file) ? name.split(/[./]/).slice(-2).join('.') : undefined),
};
