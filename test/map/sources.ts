import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '../../src');

/** Every TypeScript file of `src/`, by its path from there. */
export const PATHS: readonly string[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

export function textOf(path: string): string {
  return readFileSync(join(SOURCE, path), 'utf8');
}

/** The file as the compiler reads it, without types. */
export function syntaxOf(path: string): ts.SourceFile {
  return ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
}
