import type { SourceRules } from '../source-rules.ts';
import { classPath, isGenerated, JVM_FILE, jvmOrigin, mayLieBelow, pathOfClass } from './classes.ts';

/** Frames carry a class and the bare name of its file; a class of a histogram its package before it, and no method. */
export const jvmSources: SourceRules = {
  fileOf(name, file) {
    if (!JVM_FILE.test(file) || isGenerated(name)) return undefined;
    if (name.endsWith('[]')) return { kind: 'none' };
    const packaged = file.includes('/');
    if (packaged && !liesInPackage(name, file)) return undefined;
    const path = packaged ? file : classPath(name, file);
    return {
      kind: 'class',
      path,
      own: jvmOrigin(name) === 'application',
      mayLieBelow: (root) => mayLieBelow(path, root),
      among: (paths) => pathOfClass(paths, path),
    };
  },
};

/** `com/acme/Quote.java` for `com.acme.Quote`: the directories are the package, and no place on a disk. */
function liesInPackage(name: string, file: string): boolean {
  return name.replaceAll('.', '/').startsWith(file.slice(0, file.lastIndexOf('/') + 1));
}
