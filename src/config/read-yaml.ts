import { createRequire } from 'node:module';
import type { Document, LineCounter } from 'yaml';
import type { Fault } from './fault.ts';
import { type YamlSettings, yamlSchema } from './yaml-schema.ts';

type Path = readonly PropertyKey[];

export interface ReadYaml {
  /** Absent when the file as a whole cannot be used. */
  readonly values?: YamlSettings | undefined;
  readonly faults: readonly Fault[];
  /** `leakbot.yaml:7 services[0].runtime`: where a setting stands, for faults found later. */
  readonly place: (path: Path) => string;
}

/** Reads leakbot.yaml. Every fault names its line and its path. */
export function readYaml(text: string, file: string): ReadYaml {
  if (text.trim() === '')
    return { values: yamlSchema.parse({}), faults: [], place: (path) => placeText(file, 1, path) };
  const yaml = yamlPackage();
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (path: Path) => lineOf(yaml, { document, lines }, path);
  const place = (path: Path) => placeText(file, lineAt(path), path);
  if (document.errors.length > 0) {
    return { faults: syntaxFaults(document, (position) => lines.linePos(position).line, file), place };
  }
  // An alias that cannot be followed or multiplies without end throws here.
  const content = contentOf(document);
  if (content.kind === 'fault') return { faults: [{ where: file, problem: content.problem }], place };
  const parsed = yamlSchema.safeParse(content.value ?? {});
  if (parsed.success) return { values: parsed.data, faults: [], place };
  const faults = parsed.error.issues
    .map((issue) => {
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      const line = lineAt([...issue.path, ...key]);
      return { line, where: placeText(file, line, issue.path), problem: issue.message };
    })
    .sort((a, b) => a.line - b.line);
  return { faults, place };
}

/** One a line: what the parser says of the same line again follows from the first. */
function syntaxFaults({ errors }: Document, lineOfPosition: (position: number) => number, file: string) {
  const first = new Map<number, string>();
  for (const { pos, message } of errors) {
    const line = lineOfPosition(pos[0]);
    if (!first.has(line)) first.set(line, message);
  }
  return [...first].map(([line, message]) => ({ where: `${file}:${line}`, problem: `is not YAML: ${message}` }));
}

/** Loaded where there is something to read: 73 modules. */
function yamlPackage(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml') as typeof import('yaml');
}

function placeText(file: string, line: number, path: Path): string {
  return `${file}:${line} ${pathText(path)}`.trim();
}

type Content =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly problem: string };

function contentOf(document: Document): Content {
  try {
    return { kind: 'value', value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    return { kind: 'fault', problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The line of a setting, or of the nearest one around it that was written. */
function lineOf(
  { isNode }: typeof import('yaml'),
  { document, lines }: { readonly document: Document; readonly lines: LineCounter },
  path: Path,
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** `services[0].repository.url` */
function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`),
    '',
  );
}
