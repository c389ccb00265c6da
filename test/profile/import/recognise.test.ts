import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isPprofOutline } from '../../../src/profile/import/recognise.ts';

const RECORDED = fileURLToPath(new URL('../../fixtures/recordings/heap-leak/profiles/', import.meta.url));

test('profiles as Go serves them are recognised, one cut off is not', () => {
  const files = readdirSync(RECORDED);
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const profile = gunzipSync(readFileSync(join(RECORDED, file)));
    expect({ file, recognised: isPprofOutline(profile) }).toEqual({ file, recognised: true });
    expect({ file, recognised: isPprofOutline(profile.subarray(0, -1)) }).toEqual({ file, recognised: false });
  }
});

test.each([
  ['nothing', ''],
  ['text', 'heap profile: 1: 2 [3: 4] @ heap/1048576\n'],
  ['a web page', '<html></html>'],
  ['a message of something else', '\x0a\x00\x32\x00\xa2\x01\x00'],
  ['sample types alone', '\x0a\x00'],
])('%s is no profile', (_, content) => {
  expect(isPprofOutline(Buffer.from(content, 'latin1'))).toBe(false);
});
