import { readFileSync } from 'node:fs';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** The bytes of a file under test/fixtures. */
export function readFixture(path: string): Uint8Array {
  return readFileSync(new URL(path, FIXTURES));
}
