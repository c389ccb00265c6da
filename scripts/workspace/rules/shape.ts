import { isPayload, type Payload } from '../payload.ts';

/** What a field of a block must look like. Lengths in characters. */
export type Field = { readonly optional?: boolean } & (
  | { readonly kind: 'string'; readonly max: number; readonly min?: number }
  | { readonly kind: 'text'; readonly of: 'plain_text' | 'mrkdwn' | 'either'; readonly max: number }
  | { readonly kind: 'list'; readonly of: Field; readonly max: number; readonly min: number }
  | { readonly kind: 'typed'; readonly among: ShapeTable }
  | { readonly kind: 'record'; readonly shape: Shape }
  | { readonly kind: 'word'; readonly among: readonly string[] }
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'slack-file' }
  | { readonly kind: 'anything' }
);

/** An object's fields; of each group in `oneOf` exactly one, of each in `anyOf` at least one must be there. */
export interface Shape {
  readonly fields: Readonly<Record<string, Field>>;
  readonly oneOf?: readonly (readonly string[])[];
  readonly anyOf?: readonly (readonly string[])[];
}

export type ShapeTable = Readonly<Record<string, Shape>>;

/** Asks the workspace whether a `slack_file` reference is a picture that is ready. */
export type SlackFileCheck = (reference: Payload) => boolean;

/** Where a value stands (a JSON pointer) and who knows the files. */
interface At {
  readonly pointer: string;
  readonly slackFile: SlackFileCheck;
}

/** A fault in Slack's words: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
export function faultAt(fault: string, pointer: string): string {
  return `${fault} [json-pointer:${pointer}]`;
}

/** Everything wrong with `value`. */
export function fieldFaults(value: unknown, field: Field, at: At): readonly string[] {
  switch (field.kind) {
    case 'string':
      return stringFaults(value, field, at.pointer);
    case 'text':
      return textFaults(value, field, at.pointer);
    case 'list':
      return listFaults(value, field, at);
    case 'typed':
      return typedFaults(value, field.among, at);
    case 'record':
      return isPayload(value) ? shapeFaults(value, field.shape, at) : [faultAt('must provide an object', at.pointer)];
    case 'word':
      return typeof value === 'string' && field.among.includes(value)
        ? []
        : [faultAt(`must be one of: ${field.among.join(', ')}`, at.pointer)];
    case 'flag':
      return typeof value === 'boolean' ? [] : [faultAt('must be a boolean', at.pointer)];
    case 'integer':
      return Number.isInteger(value) ? [] : [faultAt('must be an integer', at.pointer)];
    case 'slack-file':
      return slackFileFaults(value, at);
    case 'anything':
      return [];
  }
}

export function shapeFaults(value: Payload, shape: Shape, at: At): readonly string[] {
  const unknown = Object.keys(value).filter((key) => key !== 'type' && !Object.hasOwn(shape.fields, key));
  const fields = Object.entries(shape.fields).flatMap(([key, field]) => {
    const part = value[key];
    if (part !== undefined && part !== null)
      return fieldFaults(part, field, { ...at, pointer: `${at.pointer}/${key}` });
    return field.optional === true ? [] : [faultAt(`missing required field: ${key}`, at.pointer)];
  });
  const present = (group: readonly string[]) => group.filter((key) => value[key] !== undefined).length;
  const notOne = (shape.oneOf ?? []).filter((group) => present(group) !== 1);
  const notAny = (shape.anyOf ?? []).filter((group) => present(group) === 0);
  return [
    ...unknown.map((key) => faultAt(`invalid additional property: ${key}`, at.pointer)),
    ...fields,
    ...notOne.map((group) => faultAt(`must provide exactly one of: ${group.join(', ')}`, at.pointer)),
    ...notAny.map((group) => faultAt(`missing required field: ${group.join(' or ')}`, at.pointer)),
  ];
}

function typedFaults(value: unknown, among: ShapeTable, at: At): readonly string[] {
  const type = isPayload(value) ? value['type'] : undefined;
  if (!isPayload(value) || typeof type !== 'string') return [faultAt('missing required field: type', at.pointer)];
  const shape = Object.hasOwn(among, type) ? among[type] : undefined;
  return shape === undefined
    ? [faultAt(`unsupported type: ${type}`, `${at.pointer}/type`)]
    : shapeFaults(value, shape, at);
}

function stringFaults(
  value: unknown,
  { max, min = 1 }: { max: number; min?: number },
  pointer: string,
): readonly string[] {
  if (typeof value !== 'string') return [faultAt('must provide a string', pointer)];
  if (value.length > max) return [faultAt(`must be less than ${max + 1} characters`, pointer)];
  return value.length < min ? [faultAt(`must be more than ${min - 1} characters`, pointer)] : [];
}

function textFaults(value: unknown, field: { of: string; max: number }, pointer: string): readonly string[] {
  if (!isPayload(value)) return [faultAt('must provide an object', pointer)];
  const { type, text, ...rest } = value;
  if (type !== 'plain_text' && type !== 'mrkdwn') return [faultAt('unsupported type', `${pointer}/type`)];
  const allowed = type === 'mrkdwn' ? 'verbatim' : 'emoji';
  const unknown = Object.keys(rest).filter((key) => key !== allowed);
  return [
    ...(field.of === 'either' || field.of === type ? [] : [faultAt(`must be a ${field.of} object`, `${pointer}/type`)]),
    ...unknown.map((key) => faultAt(`invalid additional property: ${key}`, pointer)),
    ...stringFaults(text, field, `${pointer}/text`),
  ];
}

function listFaults(value: unknown, field: { of: Field; max: number; min: number }, at: At): readonly string[] {
  if (!Array.isArray(value)) return [faultAt('must provide an array', at.pointer)];
  const tooMany = value.length > field.max ? [faultAt(`no more than ${field.max} items allowed`, at.pointer)] : [];
  const tooFew = value.length < field.min ? [faultAt(`must have at least ${field.min} items`, at.pointer)] : [];
  const items = value.flatMap((item, index) =>
    fieldFaults(item, field.of, { ...at, pointer: `${at.pointer}/${index}` }),
  );
  return [...tooMany, ...tooFew, ...items];
}

function slackFileFaults(value: unknown, at: At): readonly string[] {
  if (!isPayload(value)) return [faultAt('must provide an object', at.pointer)];
  const [key, another] = Object.keys(value);
  if (another !== undefined || (key !== 'id' && key !== 'url'))
    return [faultAt('must provide exactly one of: id, url', at.pointer)];
  return at.slackFile(value) ? [] : [faultAt('invalid slack file', `${at.pointer}.${key}/slack_file`)];
}
