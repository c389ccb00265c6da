/** What shall go wrong with a call. */
export type FaultKind =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'rate-limited'; readonly seconds: number }
  | { readonly kind: 'status'; readonly status: number }
  /** Performed, but the connection is cut before the answer; `first` happens between the two. */
  | { readonly kind: 'lost-answer'; readonly first?: () => unknown }
  /** The connection is cut before anything is done, after `first`. */
  | { readonly kind: 'refused-connection'; readonly first?: () => unknown }
  /** Performed after so many milliseconds; `first` happens when the call comes. */
  | { readonly kind: 'slow'; readonly ms: number; readonly first?: () => unknown };

/** `method` is a Web API method, `upload`, `response_url` or `*`; it strikes `times` calls (1) after `after` good ones (0). */
export type FaultRule = FaultKind & {
  readonly method: string;
  readonly times?: number;
  readonly after?: number;
};

/** Faults that wait for their calls. */
export class Faults {
  readonly #rules: { readonly rule: FaultRule; left: number; skip: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1, skip: rule.after ?? 0 });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** The fault for this call, which uses it up. */
  next(method: string): FaultKind | undefined {
    const entry = this.#rules.find(({ rule, left }) => left > 0 && (rule.method === method || rule.method === '*'));
    if (entry === undefined) return undefined;
    if (entry.skip > 0) {
      entry.skip -= 1;
      return undefined;
    }
    entry.left -= 1;
    return entry.rule;
  }
}
