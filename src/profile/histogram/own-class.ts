import { FunctionTable } from '../function-table.ts';
import { type Origin, originReader } from '../origin.ts';

interface NamedClass {
  readonly name: string;
  readonly file: string;
}

/** Whether a class belongs to the service: neither to the JDK nor to a known library, nor an array of numbers. */
export function ownClass(classes: readonly NamedClass[]) {
  return classOf(classes, 'application');
}

/** Whether a class belongs to a known library. */
export function libraryClass(classes: readonly NamedClass[]) {
  return classOf(classes, 'dependency');
}

function classOf(classes: readonly NamedClass[], wanted: Origin) {
  const table = new FunctionTable();
  for (const { name, file } of classes) table.id(name, file);
  const originOf = originReader(table);
  const own = new Set(table.names.filter((name, id) => originOf(id) === wanted && name.includes('.')));
  return ({ name }: { readonly name: string }) => own.has(name);
}
