const CHUNK_BYTES = 64 * 1024;
const INTERVAL_MS = 250;

/**
 * Records the tape: one chunk after the other, as bytes outside V8's heap. A chunk ought to go when it has been written to the
 * archive, and stays: the node-buffers scenario. The rate is by the clock, so that a busy machine makes it no less.
 */
export class Tape {
  #chunks = [];

  record(bytesPerSecond) {
    const started = Date.now();
    setInterval(() => {
      const due = ((Date.now() - started) / 1000) * bytesPerSecond;
      while (this.#chunks.length * CHUNK_BYTES < due) this.#chunks.push(Buffer.alloc(CHUNK_BYTES, 1));
    }, INTERVAL_MS);
  }
}
