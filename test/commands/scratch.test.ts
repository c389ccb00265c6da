import { describe, expect, test } from 'vitest';
import { PicturesBeside, Scratch } from '../../src/commands/scratch.ts';
import { ConflictError } from '../../src/foundation/errors.ts';
import type { Investigation } from '../../src/investigation/state/investigation.ts';
import { open } from '../../src/investigation/state/opening.ts';
import type { Picture } from '../../src/presentation/picture.ts';
import { aService, DANA } from '../support/investigations.ts';

function opened(): Investigation {
  return open({
    id: 'one',
    at: 0,
    trigger: { kind: 'request', by: DANA },
    place: { channel: 'none' },
    subject: { service: aService() },
    runtime: 'unknown',
    range: { from: 0, to: 1 },
  }).investigation;
}

describe('a scratch', () => {
  test('gives the latest version of its investigation, and no other', async () => {
    const scratch = new Scratch();
    const first = opened();
    await scratch.save({ investigation: first, effects: [] });
    const second = { ...first, version: first.version + 1 };
    await scratch.save({ investigation: second, effects: [] });
    expect(await scratch.load('one')).toBe(second);
    expect(await scratch.load('another')).toBeUndefined();
  });

  test('refuses a change of a version that is no longer the latest', async () => {
    const scratch = new Scratch();
    const first = opened();
    await scratch.save({ investigation: first, effects: [] });
    await expect(scratch.save({ investigation: first, effects: [] })).rejects.toThrow(ConflictError);
    expect(await scratch.load('one')).toBe(first);
  });
});

describe('pictures beside', () => {
  const picture = { title: 'one' } as Picture;

  test('are not waited for before they are wanted', async () => {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    const pictures = new PicturesBeside({ render: () => promise });
    const mark = await pictures.render(picture);
    const drawn = pictures.drawn(mark);
    resolve(Uint8Array.of(1, 2));
    expect(await drawn).toEqual(Uint8Array.of(1, 2));
  });

  test('fail where they are wanted', async () => {
    const pictures = new PicturesBeside({ render: () => Promise.reject(new Error('no room')) });
    const mark = await pictures.render(picture);
    await expect(pictures.drawn(mark)).rejects.toThrow('no room');
  });

  test('are none without a renderer', async () => {
    const pictures = new PicturesBeside(undefined);
    expect(await pictures.drawn(await pictures.render(picture))).toBeUndefined();
  });
});
