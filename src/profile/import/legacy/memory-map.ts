/** A binary or library where the process had it. */
interface MappedFile {
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  readonly file: string;
}

/** The files of a process; the one that is taken for its program comes first. */
export type MemoryMap = readonly MappedFile[];

/** What stands before the memory map at the end of a profile as text. */
export function isMemoryMapMark(line: string): boolean {
  return line.includes('--- Memory map: ---') || line.includes('MAPPED_LIBRARIES:');
}

/** `/proc/self/maps`, and the short form `40000-80000: /path (@offset) buildid` of older profilers. */
const OF_PROC =
  /^\s*(?:0x)?([0-9a-f]+)[\s-]?\s*(?:0x)?([0-9a-f]+):?(?:\s+([-rwxp]+))?(?:\s+([0-9a-f]+))?\s+[0-9a-f]+:[0-9a-f]+\s+\d+(?:\s+(\S+))?/i;
const BRIEF =
  /^\s*(?:0x)?([0-9a-f]+)[\s-]?\s*(?:0x)?([0-9a-f]+):?(?:\s+([-rwxp]+))?(?:\s+(\S+))?(?:\s+\(@([0-9a-f]+)\))?/i;
/** `I0102 15:04:05.678 main.cc:42] `, before each line that went through a log. */
const LOG_PREFIX = /^[^[\]]+:[0-9]+]\s/;
/** Characters: a path of Linux has at most 4096. */
const LONGEST_LINE = 10_000;

/** The executable parts of a memory map; lines that are none are passed over, `name=value` is put in for `$name` below. */
export function readMemoryMap(lines: Iterable<string>): MemoryMap {
  const values = new Map<string, string>();
  const found: MappedFile[] = [];
  for (const raw of lines) {
    if (raw.length > LONGEST_LINE) continue;
    let line = raw.replace(LOG_PREFIX, '');
    for (const [name, value] of values) line = line.replaceAll(name, value);
    const entry = entryIn(line);
    if (entry !== undefined) found.push(...entry);
    else if (line.includes('=')) {
      const at = line.indexOf('=');
      values.set(`$${line.slice(0, at).trim()}`, line.slice(at + 1).trim());
    }
  }
  return programFirst(joined(found));
}

/** Undefined for a line that is no entry, nothing for one that holds no code. */
function entryIn(line: string): readonly MappedFile[] | undefined {
  const proc = OF_PROC.exec(line);
  const [, start = '', limit = '', permissions = '', ...rest] = proc ?? BRIEF.exec(line) ?? [];
  if (start === '' || start.length > 16 || limit.length > 16) return undefined;
  if (permissions !== '' && !permissions.includes('x')) return [];
  const [offset = '', file = ''] = proc === null ? [rest[1], rest[0]] : rest;
  const hex = (text: string) => BigInt(`0x${text === '' ? '0' : text.slice(-16)}`);
  return [{ start: hex(start), limit: hex(limit), offset: hex(offset), file }];
}

/** Some handlers split one file into neighbouring ranges. */
function joined(found: readonly MappedFile[]): MappedFile[] {
  const all: MappedFile[] = [];
  for (const next of found) {
    const last = all.at(-1);
    if (last === undefined || !isNextTo(last, next)) all.push(next);
    else all[all.length - 1] = { ...last, limit: next.limit, file: next.file || last.file };
  }
  return all;
}

function isNextTo(last: MappedFile, next: MappedFile): boolean {
  if (last.file !== '' && next.file !== '' && last.file !== next.file) return false;
  if (last.limit !== next.start) return false;
  return last.offset === 0n || next.offset === 0n || last.offset + (last.limit - last.start) === next.offset;
}

/** The first that is neither a library nor a region of the kernel's is taken for the program. */
function programFirst(map: MappedFile[]): MemoryMap {
  const at = map.findIndex(({ file }) => file !== '' && !/\.so(?:$|[._]\d+)/.test(file) && !file.startsWith('['));
  const [program, first] = [map[at], map[0]];
  if (at <= 0 || program === undefined || first === undefined) return map;
  return map.map((each, index) => (index === 0 ? program : index === at ? first : each));
}

/** For each address the file it lies in, counted from one; 0 where none is known. */
export function bindMappings(map: MemoryMap, addresses: readonly bigint[]): Uint32Array {
  return Uint32Array.from(addresses, (address) => {
    const inside = map.findIndex(({ start, limit }) => start <= address && address < limit);
    if (inside >= 0) return inside + 1;
    // Of files that lie in several parts, older handlers left the first one out.
    const before = map.findIndex(({ start, offset }) => offset !== 0n && start - offset <= address && address < start);
    return before + 1;
  });
}
