import { Secret } from '../foundation/secret.ts';
import type { Environment } from './environment.ts';
import type { Fault } from './fault.ts';

/** A server that metrics or profiles are read from. */
export interface SourceSettings {
  /** Without credentials, so that it may be shown. */
  readonly url: string;
  readonly token?: Secret | undefined;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** The tenant, sent as `X-Scope-OrgID`. */
  readonly orgId?: string | undefined;
}

interface ReadSource<Source> {
  readonly source?: Source | undefined;
  readonly faults: readonly Fault[];
}

type Name = 'PROMETHEUS' | 'PYROSCOPE' | 'PARCA';

export function metricsSource(values: Environment): ReadSource<SourceSettings> {
  return readSource('PROMETHEUS', values);
}

export function profileSource(
  values: Environment,
): ReadSource<SourceSettings & { readonly kind: 'pyroscope' | 'parca' }> {
  const pyroscope = readSource('PYROSCOPE', values);
  const parca = readSource('PARCA', values);
  const faults = [...pyroscope.faults, ...parca.faults];
  if (pyroscope.source !== undefined && parca.source !== undefined) {
    faults.push({ where: 'PARCA_URL', problem: 'is set, and so is PYROSCOPE_URL: keep the one that has the profiles' });
  }
  if (pyroscope.source !== undefined) return { source: { kind: 'pyroscope', ...pyroscope.source }, faults };
  return { source: parca.source && { kind: 'parca', ...parca.source }, faults };
}

function readSource(name: Name, values: Environment): ReadSource<SourceSettings> {
  const written = values[`${name}_URL`];
  const token = values[`${name}_TOKEN`];
  const orgId = values[`${name}_ORG_ID`];
  const user = { username: values[`${name}_USERNAME`], password: values[`${name}_PASSWORD`] };
  if (written === undefined) {
    const orphans = ['TOKEN', 'USERNAME', 'PASSWORD', 'ORG_ID'] as const;
    return {
      faults: orphans
        .filter((suffix) => values[`${name}_${suffix}`] !== undefined)
        .map((suffix) => ({ where: `${name}_${suffix}`, problem: `is of no use without ${name}_URL: set that too` })),
    };
  }
  const url = new URL(written);
  const inUrl = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  const faults: Fault[] = [];
  if (inUrl.username !== '' && user.username !== undefined) {
    faults.push({ where: `${name}_URL`, problem: `holds a user, and ${name}_USERNAME is set: keep one` });
  }
  const username = user.username ?? (inUrl.username || undefined);
  const password = user.password ?? (inUrl.password === '' ? undefined : new Secret(inUrl.password));
  if (token !== undefined && username !== undefined) {
    faults.push({ where: `${name}_TOKEN`, problem: `is set beside a user name: keep one of the two` });
  }
  if (username === undefined && password !== undefined) {
    faults.push({ where: `${name}_PASSWORD`, problem: `is of no use without ${name}_USERNAME: set that too` });
  }
  if (username !== undefined && password === undefined) {
    faults.push({ where: `${name}_USERNAME`, problem: `is of no use without ${name}_PASSWORD: set that too` });
  }
  return { source: { url: url.href.replace(/\/+$/, ''), token, username, password, orgId }, faults };
}
