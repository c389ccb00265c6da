/** Asks the exchange for the order book of a symbol. */
export async function fetchBook({ exchange, depth }, symbol) {
  const response = await fetch(`${exchange}/books/${symbol}?depth=${depth}`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`exchange answered ${response.status}`);
  return response.json();
}
