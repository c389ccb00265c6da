import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderProfiles } from '../../../src/adapters/profile-folder/profile-source.ts';
import { pathTemplate } from '../../../src/profile/files/path-template.ts';
import { type HeldProfile, profileOf, profileSourceContract } from '../../contract/profile-source.ts';

const FULL = '{namespace}/{pod}/{instance}/{kind}-{time}.pb.gz';

profileSourceContract('A folder', { processStart: false, namespace: true }, async (profiles) => {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-profiles-'));
  await write(
    folder,
    profiles.map((each) => [pathOf(each), each.profile]),
  );
  return {
    source: folderProfiles(pathTemplate(`${folder}/${FULL}`)),
    forget: async () => {
      await rm(folder, { recursive: true });
      await mkdir(folder);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
});

function pathOf({ namespace, pod, instance, kind, time }: HeldProfile): string {
  return `${namespace}/${pod}/${instance}/${kind}-${new Date(time).toISOString()}.pb.gz`;
}

async function write(folder: string, files: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

async function aFolder(...paths: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-profiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await write(
    folder,
    paths.map((path) => [path, profileOf('heap', 1)]),
  );
  return folder;
}

const ALWAYS = { from: 0, to: Date.UTC(2100, 0) };
const heapOf = (...instances: string[]) => ({ kind: 'heap', instances, range: ALWAYS }) as const;

it('A file whose name has no time was taken when it was last written', async () => {
  const folder = await aFolder('a/heap.pb.gz');
  const time = Date.UTC(2026, 0, 31, 23, 59, 58);
  await utimes(join(folder, 'a/heap.pb.gz'), time / 1000, time / 1000);
  const found = await folderProfiles(pathTemplate(`${folder}/{pod}/{kind}.pb.gz`)).snapshots(heapOf('a'));
  expect(found.map((each) => each.time)).toEqual([time]);
});

it('A name from outside opens nothing outside', async () => {
  const folder = await aFolder('inside/a/heap-1769903998.pb.gz', 'secret/heap-1769903998.pb.gz');
  const source = folderProfiles(pathTemplate(`${folder}/inside/{pod}/{kind}-{time}.pb.gz`));
  expect(await source.snapshots(heapOf('..', '../secret', '../../secret', '', '.'))).toEqual([]);
  const id = `${folder}/inside/../secret/heap-1769903998.pb.gz`;
  const [own] = await source.snapshots(heapOf('a'));
  if (own === undefined) throw new Error('the snapshot is missing');
  await expect(source.read({ ...own, id })).rejects.toMatchObject({ code: 'unavailable' });
});

it('A folder that is not there is an error that says what to do', async () => {
  const source = folderProfiles(pathTemplate('/nowhere/at/all/{pod}/{kind}-{time}.pb.gz'));
  await expect(source.snapshots(heapOf('a'))).rejects.toThrow(/\/nowhere\/at\/all is not there: mount it/);
});

it.each([
  ['nothing', [], 'has no file that is named like this'],
  ['another kind only', ['b/goroutine-1769903998.pb.gz'], 'has no heap profiles'],
  ['another pod only', ['b/heap-1769903998.pb.gz'], 'no heap profile of a in this window; the latest of any pod is'],
])('Says why there is none where it has %s', async (_, paths, why) => {
  const folder = await aFolder(...paths);
  const source = folderProfiles(pathTemplate(`${folder}/{pod}/{kind}-{time}.pb.gz`));
  expect(await source.snapshots(heapOf('a'))).toEqual([]);
  expect((await source.whyNone?.(heapOf('a')))?.missing).toContain(why);
});
