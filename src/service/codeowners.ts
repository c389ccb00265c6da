import { fits, type PathPattern, pathPattern } from './glob.ts';

/** Whose rules a CODEOWNERS file follows. Where they differ, GitHub's patterns own what lies below, GitLab's do not. */
export type OwnersDialect = 'github' | 'gitlab';

interface Rule {
  readonly pattern: PathPattern;
  /** Owns everything below what fits, too. */
  readonly below: boolean;
  /** Empty: without an owner, on purpose. */
  readonly owners: readonly string[];
  readonly excludes: boolean;
}

/**
 * The owners of a path: `@acme/markets`, `@sam`, `sam@acme.io`. The last rule that fits counts, on GitLab the last one
 * of every section. Empty when no owner is named.
 * https://docs.github.com/repositories (About code owners), https://docs.gitlab.com/user/project/codeowners/reference
 */
export function ownersOf(text: string, path: string, dialect: OwnersDialect): readonly string[] {
  const elements = path.split('/');
  const owners = sections(text, dialect).flatMap((rules) => {
    const fitting = rules.filter((rule) => fitsRule(rule, elements));
    return fitting.some(({ excludes }) => excludes) ? [] : (fitting.at(-1)?.owners ?? []);
  });
  return [...new Set(owners)];
}

function fitsRule({ pattern, below }: Rule, path: readonly string[]): boolean {
  return fits(pattern, path) || (below && fits([...pattern, '**'], path));
}

/** The rules by section; without sections there is one. Sections of one name are one section. */
function sections(text: string, dialect: OwnersDialect): readonly (readonly Rule[])[] {
  const found = new Map<string, Rule[]>();
  let section = { name: '', owners: [] as readonly string[] };
  for (const line of text.split(/\r?\n/)) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    const heading = dialect === 'gitlab' ? headingOf(line) : undefined;
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const rule = dialect === 'gitlab' ? gitlabRule(words, section.owners) : githubRule(words);
    if (rule !== undefined) found.set(section.name, [...(found.get(section.name) ?? []), rule]);
  }
  return [...found.values()];
}

/** The words of a line up to its comment; a blank behind a backslash is part of the word. */
function wordsOf(line: string): readonly string[] {
  const words = line.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? words : words.slice(0, comment);
}

/** `[Docs]`, `^[Docs]` (optional), `[Docs][2] @team` (approvals, owners of rules that name none). */
function headingOf(line: string): { readonly name: string; readonly owners: readonly string[] } | undefined {
  const match = /^\s*\^?\[([^\]]+)\](?:\[\d+\])?(\s.*)?$/.exec(line);
  if (match === null) return undefined;
  return { name: (match[1] ?? '').trim().toLowerCase(), owners: wordsOf(match[2] ?? '').filter(isOwner) };
}

function isOwner(word: string): boolean {
  return /^@@?[\w.-]+(\/[\w.-]+)*$|^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word);
}

/** What GitHub cannot read it skips: negations, sets of characters, words that are no owners. */
function githubRule([written = '', ...owners]: readonly string[]): Rule | undefined {
  if (written.startsWith('!') || /\[.*\]/.test(written) || !owners.every(isOwner)) return undefined;
  const directory = written.endsWith('/');
  const bare = written.replace(/\/$/, '');
  const anchored = bare.includes('/');
  const pattern = pathPattern(`${anchored ? '' : '**/'}${bare.replace(/^\//, '')}${directory ? '/**/*' : ''}`, {
    sets: false,
  });
  // `docs/*` is what lies in docs itself, unlike in a .gitignore.
  return { pattern, below: !directory && !/\/\*$/.test(bare), owners, excludes: false };
}

function gitlabRule([written = '', ...words]: readonly string[], defaults: readonly string[]): Rule {
  const excludes = written.startsWith('!');
  const path = excludes ? written.slice(1) : written;
  const rooted = path.startsWith('/') ? path.slice(1) : `**/${path}`;
  const named = words.filter(isOwner);
  return {
    pattern: pathPattern(rooted.endsWith('/') ? `${rooted}**/*` : rooted, { sets: true }),
    below: false,
    owners: words.length === 0 ? defaults : named,
    excludes,
  };
}
