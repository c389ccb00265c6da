/** A pattern of paths, element by element; `**` stands for any number of them. */
export type PathPattern = readonly ('**' | NamePattern)[];

/** What the characters of one element may be; `*` stands for any number of them. */
type NamePattern = readonly ('*' | ((character: string) => boolean))[];

/**
 * Reads `src/*.go` as shells do: `*` and `?` stay within an element, `**` crosses them, `\` makes the next character
 * plain. `[a-c]` is a set where `sets` allows it, else plain text.
 */
export function pathPattern(text: string, { sets }: { readonly sets: boolean }): PathPattern {
  return text.split('/').map((element) => (element === '**' ? '**' : namePattern(element, sets)));
}

function namePattern(element: string, sets: boolean): NamePattern {
  const tokens = element.match(/\\.|\[[^\]]+\]|./gsu) ?? [];
  return tokens.flatMap((token): NamePattern => {
    if (token === '*') return ['*'];
    if (token === '?') return [() => true];
    if (token.length > 2 && token.startsWith('[')) return sets ? [inSet(token.slice(1, -1))] : [...token].map(plain);
    return [plain(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token)];
  });
}

function plain(wanted: string): (character: string) => boolean {
  return (character) => character === wanted;
}

function inSet(text: string): (character: string) => boolean {
  const not = /^[!^]/.test(text);
  const ranges = (not ? text.slice(1) : text).match(/.-.|./gsu) ?? [];
  return (character) =>
    not !==
    ranges.some((range) => {
      const [first = '', , last = first] = [...range];
      return first <= character && character <= last;
    });
}

/** Whether a pattern fits a whole path. Takes at most elements × elements steps: repositories are not to be trusted. */
export function fits(pattern: PathPattern, path: readonly string[]): boolean {
  return wildcard(pattern, path, '**', (wanted, element) => fitsName(wanted as NamePattern, element));
}

function fitsName(pattern: NamePattern, name: string): boolean {
  return wildcard(pattern, [...name], '*', (wanted, character) => typeof wanted === 'function' && wanted(character));
}

/** The usual matcher with one place to come back to: after a later `any`, an earlier one need never be tried again. */
function wildcard<Token, Item>(
  tokens: readonly Token[],
  items: readonly Item[],
  any: Token,
  one: (token: Token, item: Item) => boolean,
): boolean {
  let token = 0;
  let item = 0;
  let back: { token: number; item: number } | undefined;
  while (item < items.length) {
    const wanted = tokens[token];
    const here = items[item] as Item;
    if (wanted === any) {
      back = { token: token + 1, item };
      token++;
    } else if (wanted !== undefined && one(wanted, here)) {
      token++;
      item++;
    } else if (back !== undefined) {
      back.item++;
      ({ token, item } = back);
    } else return false;
  }
  while (tokens[token] === any) token++;
  return token === tokens.length;
}
