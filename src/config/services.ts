import { explain } from '../foundation/errors.ts';
import { Secret } from '../foundation/secret.ts';
import { fullName } from '../service/directory.ts';
import { type Service, workloadKey } from '../service/service.ts';
import type { Fault } from './fault.ts';
import { labelMatcher } from './label-matcher.ts';
import type { ReadFile } from './read-environment.ts';
import type { YamlService } from './yaml-schema.ts';

/** How to reach a service's profiles where that differs from its metrics. */
export interface PprofAccess {
  readonly from?: 'jolokia' | 'actuator' | undefined;
  readonly port?: number | undefined;
  readonly token?: Secret | undefined;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Sends them unencrypted to hosts that no `targets` name. */
  readonly plainHttp?: boolean | undefined;
  readonly tls?: { readonly ca?: string | undefined; readonly insecure?: boolean | undefined } | undefined;
}

export interface ConfiguredServices {
  readonly services: readonly Service[];
  /**
   * By `workloadKey`. Kept apart from the services: those are stored with their investigations, and a credential must
   * never be.
   */
  readonly pprofAccess: ReadonlyMap<string, PprofAccess>;
  readonly faults: readonly Fault[];
}

type Place = (path: readonly PropertyKey[]) => string;

/** Shapes the services of leakbot.yaml, and finds what a schema cannot: doubles, unread files, half a login. */
export function configuredServices(
  written: readonly YamlService[],
  { place, readFile }: { readonly place: Place; readonly readFile: ReadFile },
): ConfiguredServices {
  const faults: Fault[] = [];
  const pprofAccess = new Map<string, PprofAccess>();
  const seen = new Map<string, number>();
  const services = written.map((entry, index) => {
    const at = (...path: PropertyKey[]) => place(['services', index, ...path]);
    const service = serviceFrom(entry);
    const first = seen.get(fullName(service));
    if (first !== undefined) {
      const problem = `${fullName(service)} is services[${first}] already: write another name, cluster or namespace`;
      faults.push({ where: at('name'), problem });
    }
    seen.set(fullName(service), first ?? index);
    faults.push(...authFaults(entry, service, at));
    const access = accessOf(entry, { at, readFile, faults });
    if (access !== undefined) pprofAccess.set(workloadKey(service.workload), access);
    return service;
  });
  return { services, pprofAccess, faults };
}

/** Where each of them usually answers. */
const PROFILE_PATHS = { pprof: '/debug/pprof', jolokia: '/jolokia', actuator: '/actuator' } as const;

function serviceFrom(entry: YamlService): Service {
  const { name, cluster, selector: labels = ownLabels(entry) } = entry;
  const selector = Object.entries(labels).map(([label, value]) => labelMatcher(label, value));
  const exact = (label: string) => selector.find((each) => each.label === label && each.op === '=')?.value;
  return {
    workload: {
      cluster: cluster ?? exact('cluster'),
      namespace: entry.namespace ?? exact('namespace'),
      name,
      container: exact('container'),
    },
    listed: true,
    runtime: entry.runtime,
    selector,
    targets: entry.targets,
    metricsPath: entry.metricsPath,
    pprofPath: entry.pprofPath ?? PROFILE_PATHS[entry.profilesFrom ?? 'pprof'],
    memoryLimit: entry.memoryLimit,
    classHistogram: entry.classHistogram,
    repository: entry.repository,
    channel: entry.channel,
  };
}

/** What the series of a service look like when nothing is said of them. */
function ownLabels({ cluster, namespace, name }: YamlService): Readonly<Record<string, string>> {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined ? {} : { namespace }),
    container: name,
  };
}

type At = (...path: PropertyKey[]) => string;

function authFaults(
  { pprofAuth: auth, targets }: YamlService,
  { workload: { namespace } }: Service,
  at: At,
): readonly Fault[] {
  if (auth === undefined) return [];
  const token = auth.token ?? auth.tokenFile;
  const password = auth.password ?? auth.passwordFile;
  const faults: string[] = [];
  if (auth.token && auth.tokenFile) faults.push('has token and tokenFile: keep one');
  if (auth.password && auth.passwordFile) faults.push('has password and passwordFile: keep one');
  if (token && (auth.username || password)) faults.push('has a token and a user: keep one of the two');
  if (auth.username !== undefined && password === undefined)
    faults.push('has a username without password: add passwordFile');
  if (auth.username === undefined && password !== undefined) faults.push('has a password without username: add it');
  if (targets.length === 0 && namespace === undefined)
    faults.push('goes to no process: name the namespace of the service, or its processes in targets');
  return faults.map((problem) => ({ where: at('pprofAuth'), problem }));
}

function accessOf(
  { profilesFrom, pprofPort, pprofAuth, pprofTls }: YamlService,
  { at, readFile, faults }: { readonly at: At; readonly readFile: ReadFile; readonly faults: Fault[] },
): PprofAccess | undefined {
  const written: readonly unknown[] = [profilesFrom, pprofPort, pprofAuth, pprofTls];
  if (written.every((each) => each === undefined)) return undefined;
  const fileText = (path: string, where: string) => {
    try {
      return readFile(path).trim();
    } catch (error) {
      faults.push({ where, problem: `cannot be read (${explain(error)})` });
      return undefined;
    }
  };
  const secret = (name: 'token' | 'password') => {
    const file = pprofAuth?.[`${name}File`];
    const text = file === undefined ? pprofAuth?.[name] : fileText(file, at('pprofAuth', `${name}File`));
    return text === undefined ? undefined : new Secret(text);
  };
  const ca = pprofTls?.ca;
  const authority = ca === undefined || ca.startsWith('-----BEGIN') ? ca : fileText(ca, at('pprofTls', 'ca'));
  return {
    from: profilesFrom === 'pprof' ? undefined : profilesFrom,
    port: pprofPort,
    token: secret('token'),
    username: pprofAuth?.username,
    password: secret('password'),
    plainHttp: pprofAuth?.plainHttp,
    tls: pprofTls === undefined ? undefined : { ca: authority, insecure: pprofTls.insecure },
  };
}
