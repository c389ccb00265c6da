import { KiB } from '../../measurement/bytes.ts';
import { className, fileOfClass } from '../../profile/jfr/names.ts';
import type { Entry } from './written-profile.ts';

const CLASS = /^\s*\d+:\s+(\d{1,15})\s+(\d{1,15})\s+(\S+)(?:\s+\(\S+\))?\s*$/gm;
const LOADER = /^0x\S+ +0x\S+ +0x\S+ +\d+ +(\d{1,15}) +\d+ +(\S.*?) *$/gm;
const CATEGORY = /^- +(\S[^(]*?) \(reserved=\d+KB, committed=(\d{1,12})KB\)/gm;

/** The heap, and what stands by its loaders already. */
const COUNTED = new Set(['Java Heap', 'Class', 'Metaspace', 'Shared class space']);

/** The rows of GC.class_histogram. */
export function classEntries(printed: string): readonly Entry[] {
  return [...printed.matchAll(CLASS)].map(([, instances = '', size = '', internal = '']) => {
    const name = className(internal);
    const element = name.replace(/(\[\])+$/, '');
    const folder = element.split('.').slice(0, -1).join('/');
    const file = `${folder}${folder === '' ? '' : '/'}${fileOfClass(element)}`;
    return { name, file, values: { class_bytes: Number(size), instances: Number(instances) } };
  });
}

/** The loaders of VM.classloader_stats, those of one class together; `metaspace` is in bytes and shows which unit the rest has. */
export function loaderEntries(printed: string, metaspace: number): readonly Entry[] {
  const sizes = new Map<string, number>();
  for (const [, size = '', type = ''] of printed.matchAll(LOADER)) {
    const name = className(type);
    sizes.set(name, (sizes.get(name) ?? 0) + Number(size));
  }
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  // JDK 17 counts in words what others count in bytes.
  const unit = metaspace > 3 * all ? 8 : 1;
  return [...sizes].map(([loader, size]) => outside(`classes of ${loader}`, unit * size));
}

/** The categories of VM.native_memory; none where tracking is off. */
export function nativeEntries(printed: string): readonly Entry[] {
  return [...printed.matchAll(CATEGORY)].flatMap(([, category = '', size = '']) =>
    COUNTED.has(category) ? [] : [outside(`native: ${category}`, Number(size) * KiB)],
  );
}

/** Threads by the pool that their names show: `http-nio-8080-exec-7` is one of `http-nio-#-exec-#`. */
export function threadEntries(names: readonly string[]): readonly Entry[] {
  const pools = Map.groupBy(names, (name) => name.replaceAll(/\d+/g, '#'));
  return [...pools].map(([pool, { length }]) => ({
    name: `[threads ${pool}]`,
    file: '',
    label: `threads ${pool}`,
    values: { threads: length },
  }));
}

function outside(what: string, size: number): Entry {
  return { name: `[${what}]`, file: '', label: what, values: { outside_heap: size } };
}
