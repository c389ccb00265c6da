import type { Frame } from '../frame.ts';
import { className, javaFrame } from './names.ts';
import type { Struct } from './values.ts';

/** Frames of these kinds are no Java: async-profiler adds those of libraries and of the kernel. */
const NATIVE = new Set(['Native', 'C++', 'Kernel']);

/** A frame as people write it, of the values that a recording has of it. */
export function frameOf(frame: Struct): Frame {
  const method = frame.struct('method');
  const type = nameOf(method?.struct('type'));
  const name = method?.wrapped('name') ?? '';
  const line = Number(frame.long('lineNumber') ?? 0);
  const kind = frame.wrapped('type');
  // A native method of a Java class has the class; a function of a library has the library, or nothing.
  const native = type === '' || /\.so(\.\d+)*$|\.dylib$/.test(type) || (NATIVE.has(kind) && kind !== 'Native');
  if (native) return { function: name.replace(/\(\)$/, '') || type, file: '', line: 0 };
  return javaFrame(type, name, Math.max(0, line));
}

/** A class as people write it, empty where there is none. */
export function classOf(type: Struct | undefined): string {
  return className(nameOf(type));
}

function nameOf(type: Struct | undefined): string {
  return type?.wrapped('name') ?? '';
}
