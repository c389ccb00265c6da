import type { SourceRules } from '../source-rules.ts';
import { classPath, isGenerated, JVM_FILE, jvmOrigin, pathOfClass } from './classes.ts';

/** Frames carry a class and the bare name of its file. */
export const jvmSources: SourceRules = {
  fileOf(name, file) {
    if (!JVM_FILE.test(file) || file.includes('/') || isGenerated(name)) return undefined;
    const path = classPath(name, file);
    return { kind: 'class', path, own: jvmOrigin(name) === 'application', among: (paths) => pathOfClass(paths, path) };
  },
};
