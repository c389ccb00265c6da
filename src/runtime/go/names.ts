/**
 * Go's linker names: `github.com/acme/markets/internal/cache.(*MarketsValueCache).Put`, closures `….Put.func1`,
 * generics `….Map[...]`; dots in the last element of the import path are written `%2e`.
 */
export interface GoName {
  /** The import path: `github.com/acme/markets/internal/cache`. */
  readonly package: string;
  /** What follows it: `(*MarketsValueCache).Put`. */
  readonly symbol: string;
}

export function parseGoName(name: string): GoName | undefined {
  const match = /^((?:[^[(]*\/)?[^./[(]+)\.(.+)$/.exec(name);
  if (match === null) return undefined;
  const [, path = '', symbol = ''] = match;
  return {
    package: path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    symbol,
  };
}

/** `cache.(*MarketsValueCache).Put`: the last element of the import path and the symbol; undefined for other names. */
export function shortGoName(name: string): string | undefined {
  const parsed = parseGoName(name);
  if (parsed === undefined || !name.includes('/')) return undefined;
  const elements = parsed.package.split('/');
  const last = elements.at(-1) ?? '';
  // `client/v3.New` says too little: keep the element that a major version belongs to.
  const kept = /^v\d+$/.test(last) && elements.length > 1 ? elements.slice(-2).join('/') : last;
  return `${kept}.${parsed.symbol}`;
}
