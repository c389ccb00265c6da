interface Closable {
  close(): unknown;
}

/** What a start has opened so far. */
export interface OpenedThings {
  /** Remembers a thing, and hands it back. */
  add<Thing extends Closable>(thing: Thing): Thing;
  /** Closes the newest first; one that cannot be closed keeps no other open. Rejects with the first fault then. */
  close(): Promise<void>;
}

export function openedThings(): OpenedThings {
  const things: Closable[] = [];
  return {
    add(thing) {
      things.push(thing);
      return thing;
    },
    async close() {
      const faults: unknown[] = [];
      for (const thing of things.splice(0).reverse()) {
        try {
          await thing.close();
        } catch (error) {
          faults.push(error);
        }
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
