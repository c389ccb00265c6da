import { parseEnv } from 'node:util';
import { explain } from '../foundation/errors.ts';
import { Secret } from '../foundation/secret.ts';
import {
  DECLARED_ADDRESSES,
  DECLARED_SECRETS,
  type Environment,
  environmentSchema,
  openAddress,
  SECRET_NAMES,
  SETTING_NAMES,
} from './environment.ts';
import { didYouMean, type Fault } from './fault.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a file as text; throws as `fs.readFileSync` does. Relative paths are the caller's to resolve. */
export type ReadFile = (path: string) => string;

/** Conventional in small letters too. */
const ALSO_SMALL = ['HTTPS_PROXY', 'NO_PROXY'];

/** Variables that Kubernetes gives a pod for a Service named `leakbot`; they are no settings. */
const OF_KUBERNETES = /^LEAKBOT_(SERVICE_(HOST|PORT)|PORT_\d+_)/;

/**
 * The lines of a `.env` file below the real variables, which go first. An empty value is not set: that is how `.env` files
 * and charts leave a setting out.
 */
export function withEnvFile(env: Variables, file: string | undefined): Variables {
  return { ...withoutEmpty(file === undefined ? {} : parseEnv(file)), ...withoutEmpty(env) };
}

/** The values of settings that a list declares, by name. */
export interface DeclaredValues {
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly addresses: ReadonlyMap<string, string>;
}

export interface ReadEnvironment {
  readonly values: Environment;
  readonly declared: DeclaredValues;
  readonly faults: readonly Fault[];
}

/** Reads and checks the variables. What cannot be used is a fault; the rest is returned all the same. */
export function readEnvironment(env: Variables, readFile: ReadFile): ReadEnvironment {
  const faults: Fault[] = [...unknownNames(env)];
  const texts: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const text = plainText(env, name);
    const path = SECRET_NAMES.includes(name) ? env[`${name}_FILE`] : undefined;
    if (text !== undefined && path) faults.push({ where: name, problem: `is set, and so is ${name}_FILE: keep one` });
    if (text !== undefined) texts[name] = text;
    else if (path) {
      const read = fromFile(path, readFile);
      if (read.kind === 'text') texts[name] = read.text;
      else faults.push({ where: `${name}_FILE`, problem: read.problem });
    }
  }
  const declared = declaredValues(texts, faults);
  const parsed = environmentSchema.safeParse(texts);
  if (parsed.success) return { values: parsed.data, declared, faults };
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  for (const issue of parsed.error.issues) faults.push({ where: String(issue.path[0]), problem: issue.message });
  const rest = Object.fromEntries(Object.entries(texts).filter(([name]) => !wrong.has(name)));
  return { values: environmentSchema.parse(rest), declared, faults };
}

function declaredValues(texts: Readonly<Record<string, string>>, faults: Fault[]): DeclaredValues {
  const secrets = new Map<string, Secret>();
  for (const { name } of DECLARED_SECRETS) {
    const text = texts[name];
    if (text !== undefined) secrets.set(name, new Secret(text));
  }
  const addresses = new Map<string, string>();
  for (const { name, example, token } of DECLARED_ADDRESSES) {
    const text = texts[name];
    if (text === undefined) continue;
    const parsed = openAddress(example, `${token} is the place for a token`).safeParse(text);
    if (parsed.success) addresses.set(name, text);
    else faults.push({ where: name, problem: parsed.error.issues[0]?.message ?? 'is not an address' });
  }
  return { secrets, addresses };
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
}

function plainText(env: Variables, name: string): string | undefined {
  const text = env[name] ?? (ALSO_SMALL.includes(name) ? env[name.toLowerCase()] : undefined);
  if (text === undefined) return undefined;
  // Kubernetes sets this for a Service named `leakbot` unless enableServiceLinks is false.
  if (name === 'LEAKBOT_PORT' && text.startsWith('tcp://')) return undefined;
  return text.trim();
}

type FileText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'fault'; readonly problem: string };

function fromFile(path: string, readFile: ReadFile): FileText {
  try {
    const text = readFile(path).trim();
    return text === ''
      ? { kind: 'fault', problem: `names ${path}, which is empty: write the secret into it` }
      : { kind: 'text', text };
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return {
      kind: 'fault',
      problem: `names ${path}, which ${absent ? 'is not there: correct the path, or write the secret into that file' : `cannot be read (${codeOf(error)})`}`,
    };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : explain(error);
}

function unknownNames(env: Variables): readonly Fault[] {
  const fileNames = SECRET_NAMES.map((name) => `${name}_FILE`);
  const known = [...SETTING_NAMES, ...fileNames];
  return Object.keys(env)
    .filter((name) => name.startsWith('LEAKBOT_') && !known.includes(name) && !OF_KUBERNETES.test(name))
    .map((name) => ({ where: name, problem: unknownName(name, known) }));
}

function unknownName(name: string, known: readonly string[]): string {
  const base = name.replace(/_FILE$/, '');
  return SETTING_NAMES.includes(base)
    ? `only secrets can be given as files: write ${base}`
    : `is no setting${didYouMean(name, known)}`;
}
