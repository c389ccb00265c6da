import { createServer, type Server } from 'node:net';
import { UnavailableError } from '../../src/foundation/errors.ts';

/** Where each part listens, on loopback addresses. */
export interface Ports {
  readonly prometheus: number;
  readonly alertmanager: number;
  /** The exporters and the exchange. */
  readonly surroundings: number;
  /** Every pod, each at an address of its own. */
  readonly pods: number;
  /** Gives the block back. */
  release(): Promise<void>;
}

const FIRST = 19_090;
const BLOCK = 5;
const BLOCKS = 8;

/**
 * Five ports in a row from `first` on, or from the first block from 19090 on where all are free. The lab holds the
 * last one itself for as long as it runs: of two labs that start at the same moment only one can bind it, and the
 * other looks further.
 */
export async function claimPorts(first: number | undefined): Promise<Ports> {
  const candidates =
    first === undefined ? Array.from({ length: BLOCKS }, (_, block) => FIRST + block * BLOCK) : [first];
  for (const base of candidates) {
    const claim = await bind(base + BLOCK - 1);
    if (claim === undefined) continue;
    const others = Array.from({ length: BLOCK - 1 }, (_, offset) => base + offset);
    const free = await Promise.all(others.map(isFree));
    const release = (): Promise<void> => close(claim);
    if (free.every(Boolean)) {
      return { prometheus: base, alertmanager: base + 1, surroundings: base + 2, pods: base + 3, release };
    }
    await release();
  }
  const tried = first === undefined ? `${FIRST} to ${FIRST + BLOCKS * BLOCK - 1}` : `${first} to ${first + BLOCK - 1}`;
  throw new UnavailableError(`no five free ports in a row from ${tried}: choose others with --base-port`, {
    retryable: false,
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = await bind(port);
  if (server !== undefined) await close(server);
  return server !== undefined;
}

/** Undefined when someone has it. On all addresses: a pod's own loopback address counts, too. */
function bind(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '0.0.0.0', () => resolve(server));
  });
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}
