/** A fixed number of places; who finds too few waits for his turn. */
export interface Places {
  /**
   * Resolves with what gives the places back. Turns come in the order of the calls: one that wants many is not passed again
   * and again by those that want one. Rejects with the signal's reason when it aborts before that.
   */
  take(signal: AbortSignal | undefined, wanted?: number): Promise<() => void>;
}

interface Waiting {
  readonly wanted: number;
  readonly turn: () => void;
}

/** `wanted` beyond `count` is all of them. */
export function places(count: number): Places {
  const waiting: Waiting[] = [];
  let free = count;

  function serve(): void {
    for (let next = waiting[0]; next !== undefined && next.wanted <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.wanted;
      next.turn();
    }
  }

  function backFor(wanted: number): () => void {
    return () => {
      free += wanted;
      serve();
    };
  }

  return {
    async take(signal, all = 1) {
      signal?.throwIfAborted();
      const wanted = Math.min(all, count);
      return new Promise((resolve, reject) => {
        const entry = { wanted, turn };
        function leave(): void {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal?.reason as Error);
          serve();
        }
        function turn(): void {
          signal?.removeEventListener('abort', leave);
          resolve(backFor(wanted));
        }
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(entry);
        serve();
      });
    },
  };
}
