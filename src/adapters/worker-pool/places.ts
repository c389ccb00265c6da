/** A fixed number of places; who finds none waits for his turn. */
export interface Places {
  /** Resolves with what gives the place back. Rejects with the signal's reason when it aborts before that. */
  take(signal: AbortSignal | undefined): Promise<() => void>;
}

export function places(count: number): Places {
  const waiting: (() => void)[] = [];
  let free = count;

  function giveBack(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return giveBack;
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(signal?.reason as Error);
        };
        const turn = () => {
          signal?.removeEventListener('abort', leave);
          resolve(giveBack);
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(turn);
      });
    },
  };
}
