import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (path: Path) => `${file}:${lineOf(document, lines, path)} ${pathText(path)}`.trim();
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      where: `${file}:${lines.linePos(error.pos[0]).line}`,
      problem: `is not YAML: ${error.message}`,
    }));
    return { faults, place };
  }
  // An alias that cannot be followed or multiplies without end throws here.
  const content = contentOf(document);
  if (content.kind === 'fault') return { faults: [{ where: file, problem: content.problem }], place };
  const parsed = yamlSchema.safeParse(content.value ?? {});
  if (parsed.success) return { values: parsed.data, faults: [], place };
  const faults = parsed.error.issues
    .map((issue) => {
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      const line = lineOf(document, lines, [...issue.path, ...key]);
      return { line, where: `${file}:${line} ${pathText(issue.path)}`.trim(), problem: issue.message };
    })
    .sort((a, b) => a.line - b.line);
  return { faults, place };
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
function lineOf(document: Document, lines: LineCounter, path: Path): number {
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
