import { InvalidInputError } from '../../foundation/errors.ts';
import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { ProfileKind } from '../kind.ts';
import { KIND_PATTERN, kindInName } from './kind-in-name.ts';
import { TIME_PATTERN } from './time-in-name.ts';

/** What a name of a folder or a file may say, written in braces. */
export const PLACEHOLDERS = [
  'cluster',
  'namespace',
  'service',
  'container',
  'pod',
  'instance',
  'kind',
  'time',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What the path of one file says, by placeholder. */
export type Said = Partial<Readonly<Record<Placeholder, string>>>;

/** One name between two slashes. */
export interface Segment {
  /** Where the name is always the same. */
  readonly fixed?: string | undefined;
  /** Where it is one placeholder and nothing else: such a folder need not be listed when its name is known. */
  readonly only?: Placeholder | undefined;
  /** What a name says; undefined where it does not fit. */
  read(name: string): Said | undefined;
}

/** How the files of a folder are named: `/profiles/{namespace}/{pod}/{kind}-{time}.pb.gz`. */
export interface PathTemplate {
  readonly text: string;
  /** The folder that everything lies in. */
  readonly root: string;
  /** What follows the root, folder by folder; the last is the file's own name. */
  readonly segments: readonly Segment[];
  /** The kind of all files, where the path always says the same. */
  readonly kind?: ProfileKind | undefined;
  readonly placeholders: ReadonlySet<Placeholder>;
}

/** Names are short (255 bytes); a fifth part of one would be tried at too many places. */
const MOST_PARTS = 4;
const PART = /\{([^{}]*)\}|\*/g;

/** Reads a template. Throws InvalidInputError that says what to write. */
export function pathTemplate(text: string): PathTemplate {
  if (/^[a-z0-9]+:\/\//i.test(text)) {
    throw new InvalidInputError('is the address of a bucket: mount it as a folder, and write that folder');
  }
  if (!text.startsWith('/')) throw new InvalidInputError('must begin with /, like /profiles/{pod}/{kind}-{time}.pb.gz');
  const names = text.split('/').slice(1);
  if (names.some((name) => name === '' || name === '.' || name === '..')) {
    throw new InvalidInputError('has an empty part, . or .. between its slashes: write the plain path of the files');
  }
  const firstOpen = names.findIndex((name) => name.search(PART) >= 0);
  if (firstOpen < 0) throw new InvalidInputError('names one file: write {pod} where the name of the pod stands');
  const segments = names.slice(firstOpen).map(segment);
  const placeholders = new Set(names.flatMap(placeholdersIn));
  if (!placeholders.has('pod') && !placeholders.has('instance')) {
    throw new InvalidInputError(
      'does not say whose profiles these are: write {pod} (or {instance}, host:port) into it',
    );
  }
  const kind = placeholders.has('kind') ? undefined : kindInName(text.replace(PART, ' '));
  if (kind === undefined && !placeholders.has('kind')) {
    throw new InvalidInputError(
      'does not say what kind of profiles these are: write {kind}, heap or goroutine into it',
    );
  }
  return { text, root: `/${names.slice(0, firstOpen).join('/')}`, segments, kind, placeholders };
}

function placeholdersIn(name: string): readonly Placeholder[] {
  return [...name.matchAll(PART)].flatMap(([written, inBraces]) => {
    if (written === '*') return [];
    const known = PLACEHOLDERS.find((each) => each === inBraces);
    if (known !== undefined) return [known];
    throw new InvalidInputError(
      `has ${written}: write some of ${PLACEHOLDERS.map((each) => `{${each}}`).join(', ')}, or *`,
    );
  });
}

function segment(name: string): Segment {
  const parts = [...name.matchAll(PART)];
  if (parts.length === 0) return { fixed: name, read: (other) => (other === name ? {} : undefined) };
  if (parts.length > MOST_PARTS) {
    throw new InvalidInputError(`has more than ${MOST_PARTS} parts in ${name}: write * for several of them`);
  }
  const inside = placeholdersIn(name);
  const pattern = new RegExp(`^${patternOf(name)}$`, 'is');
  const [only] = inside;
  return {
    only: parts.length === 1 && name === `{${only}}` ? only : undefined,
    read(other) {
      const groups = pattern.exec(other)?.slice(1);
      return groups && Object.fromEntries(inside.map((each, index) => [each, groups[index]]));
    },
  };
}

function patternOf(name: string): string {
  let end = 0;
  let pattern = '';
  for (const found of name.matchAll(PART)) {
    pattern += escapeRegex(name.slice(end, found.index)) + partPattern(found[1]);
    end = found.index + found[0].length;
  }
  return pattern + escapeRegex(name.slice(end));
}

function partPattern(placeholder: string | undefined): string {
  if (placeholder === undefined) return '.*?';
  if (placeholder === 'time') return `(${TIME_PATTERN})`;
  return placeholder === 'kind' ? `(${KIND_PATTERN})` : '(.+?)';
}

/** Whether a whole path is one of the template's; a path that leaves the root is not. */
export function fits({ root, segments }: PathTemplate, path: string): boolean {
  const inside = root === '/' ? '/' : `${root}/`;
  if (!path.startsWith(inside)) return false;
  const names = path.slice(inside.length).split('/');
  return (
    names.length === segments.length &&
    names.every((name, index) => isName(name) && segments[index]?.read(name) !== undefined)
  );
}

/** Whether a text can be the name of something in a folder: names of pods come from outside. */
export function isName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !text.includes('/') && !text.includes('\0');
}
