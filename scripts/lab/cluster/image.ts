import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A root file system and how to start the program in it. */
export interface Image {
  /** The folder that becomes `/`. Every pod of the lab shares it. */
  readonly root: string;
  /** Folders of this machine that are seen in it. */
  readonly mounts: readonly Mount[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface Mount {
  readonly from: string;
  /** An absolute path in the image. */
  readonly at: string;
  /** Read-only where it is left out. */
  readonly writable?: true;
}

/** What a program that is not linked statically needs of the machine; `/sys` shows a JVM its memory limit. */
const SYSTEM = ['/usr', '/etc', '/dev', '/sys'];
const PERHAPS_LINKS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64'];

/** Prepares the folder as the root of a program that runs on this machine's system libraries. */
export function systemMounts(root: string): readonly Mount[] {
  const folders = PERHAPS_LINKS.filter((path) => existsSync(path));
  const [links, plain] = [folders.filter(isLink), folders.filter((path) => !isLink(path))];
  for (const path of links) {
    if (!existsSync(join(root, path))) symlinkSync(readlinkSync(path), join(root, path));
  }
  mkdirSync(join(root, 'tmp'), { recursive: true });
  return [...SYSTEM, ...plain].map((path) => ({ from: path, at: path }));
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}
