import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');
/** A folder of fewer files is read as a whole. */
const MANY = 5;

/** Every folder below `src/` with how many source files lie in it. */
function folders(): readonly { readonly path: string; readonly files: number; readonly depth: number }[] {
  const below = readdirSync(SOURCE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const files = readdirSync(path).filter((file) => file.endsWith('.ts')).length;
    return { path: path.slice(SOURCE.length + 1), files, depth: path.slice(SOURCE.length).split('/').length - 1 };
  });
}

/** Files that the README of a folder names and that are gone: of its own folder, or from `src/` on. */
function missingFiles(folder: string): readonly string[] {
  const text = readFileSync(join(SOURCE, folder, 'README.md'), 'utf8');
  const named = [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, name = '']) => name);
  return named.filter((name) =>
    name.startsWith('src/') ? !existsSync(join(SOURCE, '..', name)) : !existsSync(join(SOURCE, folder, name)),
  );
}

describe('every folder says how it is read', () => {
  const asked = folders().filter(({ depth, files }) => depth === 1 || files > MANY);

  test.each(asked.map(({ path }) => path))('src/%s has a README.md', (path) => {
    expect(
      existsSync(join(SOURCE, path, 'README.md')),
      `write src/${path}/README.md: what it holds, where to begin`,
    ).toBe(true);
  });

  const written = folders().filter(({ path }) => existsSync(join(SOURCE, path, 'README.md')));
  test.each(written.map(({ path }) => path))('the README of src/%s names files that exist', (path) => {
    expect(missingFiles(path)).toEqual([]);
  });

  test.each(folders().flatMap(({ path, depth }) => (depth === 1 ? [path] : [])))(
    'the map in src/README.md has a line for %s',
    (path) => {
      expect(readFileSync(join(SOURCE, 'README.md'), 'utf8')).toContain(`\`${path}/\``);
    },
  );
});

describe('the map', () => {
  const ROOT = join(SOURCE, '..');
  const files = ['src', 'test', 'scripts', 'manifest'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `/${folder}/${path}`),
  );

  test.each(['src/README.md', 'CONTRIBUTING.md'])('%s names files that exist', (map) => {
    const text = readFileSync(join(ROOT, map), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|js|yaml|json|md))`/g)].map(([, name = '']) => name);
    const gone = named.filter(
      (name) => !existsSync(join(ROOT, name)) && !files.some((path) => path.endsWith(`/${name}`)),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(gone).toEqual([]);
  });
});

test('a comment in src/ stands by itself: none goes on with the sentence of the one before', () => {
  const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const shared = sources.filter((path) =>
    /\/\*\*\s+(?:\* )?…|[,;] … \*\//.test(readFileSync(join(SOURCE, path), 'utf8')),
  );
  expect(shared, 'make one table of the constants: unit, meaning and how each was calibrated').toEqual([]);
});
