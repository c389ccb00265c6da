import { createServer } from 'node:net';
import { UnavailableError } from '../../src/foundation/errors.ts';

/** Where each part listens, on loopback addresses. */
export interface Ports {
  readonly prometheus: number;
  readonly alertmanager: number;
  /** The exporters and the exchange. */
  readonly surroundings: number;
  /** Every pod, each at an address of its own. */
  readonly pods: number;
}

const FIRST = 19_090;
const BLOCK = 4;
const BLOCKS = 8;

/** Four ports in a row from `first` on, or from the first block below 19122 where all four are free. */
export async function findPorts(first: number | undefined): Promise<Ports> {
  const candidates =
    first === undefined ? Array.from({ length: BLOCKS }, (_, block) => FIRST + block * BLOCK) : [first];
  for (const base of candidates) {
    const wanted = Array.from({ length: BLOCK }, (_, offset) => base + offset);
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) {
      return { prometheus: base, alertmanager: base + 1, surroundings: base + 2, pods: base + 3 };
    }
  }
  const tried = first === undefined ? `${FIRST} to ${FIRST + BLOCKS * BLOCK - 1}` : `${first} to ${first + BLOCK - 1}`;
  throw new UnavailableError(`no four free ports in a row from ${tried}: choose others with --base-port`, {
    retryable: false,
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    // On all addresses: a pod's own loopback address counts, too.
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
