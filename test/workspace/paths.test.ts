import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('no path is made of the address of a module: in a folder with a space they differ', () => {
  const wrong = ['src', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[tj]s$/.test(name))
      .map((name) => join(folder, name))
      .filter((name) => /import\.meta\.url\)+\.pathname/.test(readFileSync(join(ROOT, name), 'utf8'))),
  );
  expect(wrong).toEqual([]);
});
