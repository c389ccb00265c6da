/**
 * Called between the parts of a long piece of work: resolves at once, or after everyone else had a turn of the event loop
 * where the work has had one for long enough.
 */
export type Turns = () => Promise<void>;

/** Where no one else waits. */
export const NO_TURNS: Turns = () => Promise.resolve();
