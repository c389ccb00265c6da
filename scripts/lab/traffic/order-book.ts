const VENUES = ['XETR', 'XPAR', 'XLON', 'XAMS', 'XMIL', 'XSWX'];

/** An order book of so many levels, as the exchange sends it: prices fall away from a random middle. */
export function orderBook(symbol: string, depth: number): string {
  const middle = 50 + Math.random() * 1000;
  const levels = Array.from({ length: depth }, (_, level) => ({
    price: round(middle - level / 50, 4),
    size: round(Math.random() * 5000, 2),
    orders: 1 + Math.floor(Math.random() * 40),
    venue: VENUES[level % VENUES.length],
  }));
  return JSON.stringify({ symbol, levels });
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
