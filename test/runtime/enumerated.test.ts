import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALL_FRAMES } from '../../src/runtime/all-frames.ts';
import { ALL_SOURCES } from '../../src/runtime/all-sources.ts';
import { PROFILED, RUNTIMES } from '../../src/runtime/runtimes.ts';

function textOf(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}

test('leakbot.example.yaml names every runtime beside `runtime:`', () => {
  const [, named = ''] = /^ +runtime: .*# (.+?); detected when left out$/m.exec(textOf('leakbot.example.yaml')) ?? [];
  expect(named.split(' | ')).toEqual(RUNTIMES.map(({ name }) => name));
});

test('README.md names every runtime where it says which questions are asked', () => {
  const [, named = ''] = /^- \*\*(.+?):\*\* is memory growing on a pod/m.exec(textOf('README.md')) ?? [];
  // As people write them: `JVM` is `jvm`, and `.NET` would be `dotnet`.
  const letters = named.split(', ').map((name) => name.toLowerCase().replace('.', 'dot'));
  expect(letters).toEqual(RUNTIMES.map(({ name }) => name));
});

test('the lists of frames and of sources have every runtime, in the same order', () => {
  expect(ALL_FRAMES).toEqual(PROFILED.map(({ frames }) => frames));
  expect(ALL_SOURCES).toEqual(PROFILED.map(({ sources }) => sources));
});
