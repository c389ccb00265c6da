import { EventEmitter } from 'node:events';

/** Notifies subscribers of every tick. What a subscriber saw last is kept beside it, to send it only what changed. */
export class QuoteFeed extends EventEmitter {
  constructor() {
    super();
    // A warning at ten listeners would be one in every log line here.
    this.setMaxListeners(0);
  }

  /**
   * Adds a listener and returns what removes it. The node-listener-leak scenario: a caller that forgets to call it
   * leaves the listener, and with it the snapshot that its closure holds, in the emitter's list forever.
   */
  subscribe(symbol, book) {
    const seen = snapshotOf(book);
    const listener = (tick) => {
      seen.at = tick.at;
      seen.symbol = symbol;
    };
    this.on('tick', listener);
    return () => this.off('tick', listener);
  }
}

function snapshotOf(book) {
  const levels = [];
  for (const { price, size, orders, venue } of book.levels) levels.push({ price, size, orders, venue });
  return { symbol: book.symbol, levels, at: 0 };
}
