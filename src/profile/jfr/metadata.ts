import { damaged, type JfrCursor, type Long } from './cursor.ts';

const PRIMITIVES = ['boolean', 'byte', 'char', 'short', 'int', 'long', 'float', 'double', 'java.lang.String'] as const;
export type Primitive = (typeof PRIMITIVES)[number];

/** What values of one kind are made of, as the chunk itself describes it. */
export interface JfrType {
  readonly name: string;
  readonly primitive: Primitive | undefined;
  /** Whether its values stand as events in the chunk. */
  readonly event: boolean;
  /** In the order in which they are written. */
  readonly fields: readonly JfrField[];
  readonly positions: ReadonlyMap<string, number>;
}

export interface JfrField {
  readonly name: string;
  readonly type: JfrType;
  /** Its value stands in the constant pool of its type. */
  readonly constant: boolean;
  readonly array: boolean;
}

/** The types of a chunk by the number that its events and pools have. */
export type Types = ReadonlyMap<Long, JfrType>;

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
}

/** `root`, `metadata`, `class`, `field`, `annotation`, its values: no recorder nests deeper. */
const MAX_DEPTH = 12;

/** Reads what describes all types of a chunk: a table of texts, then elements as in XML. */
export function readMetadata(cursor: JfrCursor): Types {
  const texts: string[] = [];
  for (let left = cursor.count(); left > 0; left--) {
    const text = cursor.text();
    texts.push(typeof text === 'string' ? text : '');
  }
  return typesOf(readElement(cursor, texts, 0));
}

function readElement(cursor: JfrCursor, texts: readonly string[], depth: number): Element {
  if (depth > MAX_DEPTH) throw damaged();
  const text = (): string => {
    const found = texts[cursor.int()];
    if (found === undefined) throw damaged();
    return found;
  };
  const name = text();
  const attributes = new Map<string, string>();
  for (let left = cursor.count(); left > 0; left--) {
    const key = text();
    attributes.set(key, text());
  }
  const children: Element[] = [];
  for (let left = cursor.count(); left > 0; left--) children.push(readElement(cursor, texts, depth + 1));
  return { name, attributes, children };
}

interface TypeInMaking extends JfrType {
  readonly fields: JfrField[];
  readonly positions: Map<string, number>;
}

function typesOf(root: Element): Types {
  const classes = root.children
    .filter(({ name }) => name === 'metadata')
    .flatMap(({ children }) => children.filter(({ name }) => name === 'class'));
  const types = new Map<Long, TypeInMaking>();
  for (const { attributes } of classes) {
    const name = attributes.get('name') ?? '';
    const primitive = PRIMITIVES.find((each) => each === name);
    const event = attributes.get('superType') === 'jdk.jfr.Event';
    types.set(numberOf(attributes.get('id')), { name, primitive, event, fields: [], positions: new Map() });
  }
  for (const { attributes, children } of classes) {
    const made = types.get(numberOf(attributes.get('id')));
    // The fields of a type that is described twice are those of its first description.
    if (made === undefined || made.primitive !== undefined || made.fields.length > 0) continue;
    for (const child of children) {
      if (child.name !== 'field') continue;
      const field = fieldOf(child, types);
      made.positions.set(field.name, made.fields.push(field) - 1);
    }
  }
  return types;
}

function fieldOf({ attributes }: Element, types: Types): JfrField {
  const type = types.get(numberOf(attributes.get('class')));
  if (type === undefined) throw damaged();
  return {
    name: attributes.get('name') ?? '',
    type,
    // The JDK asks whether the attribute is there, not what it says.
    constant: attributes.has('constantPool'),
    array: attributes.get('dimension') === '1',
  };
}

function numberOf(text: string | undefined): Long {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) throw damaged();
  const narrow = Number(text);
  return Number.isSafeInteger(narrow) ? narrow : BigInt(text);
}
