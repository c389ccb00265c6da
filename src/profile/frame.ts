/** A place in the code as a profile names it. `line` is 0 when unknown. */
export interface Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}
