import { FunctionTable } from '../function-table.ts';
import { originReader } from '../origin.ts';

/** Whether a class belongs to the service: neither to the JDK nor to a known library, nor an array of numbers. */
export function ownClass(classes: readonly { readonly name: string; readonly file: string }[]) {
  const table = new FunctionTable();
  for (const { name, file } of classes) table.id(name, file);
  const originOf = originReader(table);
  const own = new Set(table.names.filter((name, id) => originOf(id) === 'application' && name.includes('.')));
  return ({ name }: { readonly name: string }) => own.has(name);
}
