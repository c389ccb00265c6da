/** Names targets that say what cannot be, each thing once while it lasts: a page is read every minute. */
export class OddTargets {
  readonly #report: (target: string, what: readonly string[]) => void;
  readonly #last = new Map<string, string>();

  constructor(report: (target: string, what: readonly string[]) => void) {
    this.#report = report;
  }

  noted(target: string, what: readonly string[]): void {
    // Figures change with each page; what they are of does not.
    const gist = what.map((each) => each.replace(/ is .*/, '')).join('; ');
    if (gist === '') this.#last.delete(target);
    else if (this.#last.get(target) !== gist) {
      this.#last.set(target, gist);
      this.#report(target, what);
    }
  }
}
