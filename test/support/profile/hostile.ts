import { bytesOf, type Field, message, number, text } from './wire.ts';

/** `samples` samples of one location each, which has `lines` lines of one function. */
export function multiplied({ lines, samples }: { lines: number; samples: number }): Uint8Array {
  const line = message(4, number(1, 1), number(2, 3));
  const sample = message(2, number(1, 1), number(2, 1));
  return bytesOf(...head(), message(4, number(1, 1), ...repeat(line, lines)), ...repeat(sample, samples));
}

/** The same, and each sample has another location above it: no stack comes twice. */
export function multipliedApart({ lines, samples }: { lines: number; samples: number }): Uint8Array {
  const line = message(4, number(1, 1), number(2, 3));
  const callers = Array.from({ length: samples }, (_, index) => index + 2);
  return bytesOf(
    ...head(),
    message(4, number(1, 1), ...repeat(line, lines)),
    ...callers.map((id) => message(4, number(1, id), line)),
    ...callers.map((id) => message(2, number(1, 1), number(1, id), number(2, 1))),
  );
}

/** One sample `depth` calls of one function deep, and `samples` of one call. */
export function oneDeep({ depth, samples }: { depth: number; samples: number }): Uint8Array {
  const deep = message(2, message(1, new Array<number>(depth).fill(1)), number(2, 1));
  const flat = message(2, number(1, 1), number(2, 1));
  return bytesOf(...head(), message(4, number(1, 1), message(4, number(1, 1))), deep, ...repeat(flat, samples));
}

function head(): Field[] {
  const strings = ['', 'main.main', '/src/main.go', 'space', 'bytes'];
  return [
    message(1, number(1, 3), number(2, 4)),
    message(5, number(1, 1), number(2, 1), number(4, 2)),
    ...strings.map((content) => text(6, content)),
  ];
}

function repeat(field: Field, times: number): Field[] {
  return new Array<Field>(times).fill(field);
}
