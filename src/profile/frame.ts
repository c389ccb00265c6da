/** A place in the code as a profile names it. `line` is 0 when unknown. */
export interface Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** `cache/markets.go:88`: the last directory, the file, the line. */
export function locationText(frame: Frame): string {
  // An array is of no file, although its class may be.
  if (frame.function.endsWith('[]')) return '';
  const file = frame.file.split(/[/\\]/).slice(-2).join('/');
  return frame.line > 0 ? `${file}:${frame.line}` : file;
}
