import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FIXTURES = new URL('../fixtures/goroutines/', import.meta.url);

/** A file of `test/fixtures/goroutines` as it was served; its README says how it was recorded. */
export function goroutineFixture(name: string): Buffer {
  return readFileSync(new URL(name, FIXTURES));
}

export function goroutineText(name: string): string {
  return gunzipSync(goroutineFixture(name)).toString('utf8');
}
