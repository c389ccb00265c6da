import type { Service } from '../service/service.ts';

/** Why a process is asked for profiles without the credentials of its service. */
export type Withheld = 'other-namespace' | 'plain-http';

/** How to reach a process's profiles where they lie elsewhere than its metrics. */
export interface ProfileAccess {
  /** What a JVM is asked instead of pprof. */
  readonly from?: 'jolokia' | 'actuator' | undefined;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: { readonly ca?: string | undefined; readonly insecure?: boolean | undefined } | undefined;
  /** Sends the credentials unencrypted to hosts that no `targets` name. */
  readonly plainHttp?: boolean | undefined;
  /** Set where the credentials of the service are not for this process. */
  readonly withheld?: Withheld | undefined;
}

/** A process that Prometheus scrapes, and where its profiles are. */
interface Asked {
  readonly labels: Readonly<Record<string, string>>;
  readonly profilesUrl: URL;
}

/**
 * The access to a process that Prometheus scrapes. A selector is only labels, and whoever runs a pod chooses those: the
 * credentials of a service go to its own namespace alone, and unencrypted only to hosts that its `targets` name, or
 * anywhere with `plainHttp`.
 */
export function accessTo(
  process: Asked,
  service: Service,
  access: ProfileAccess | undefined,
): ProfileAccess | undefined {
  if (access?.token === undefined && access?.password === undefined) return access;
  const withheld = whyWithheld(process, service, access);
  if (withheld === undefined) return access;
  return { ...access, token: undefined, username: undefined, password: undefined, withheld };
}

function whyWithheld(
  { labels, profilesUrl }: Asked,
  { workload, targets }: Service,
  { plainHttp }: ProfileAccess,
): Withheld | undefined {
  const configured = targets.some((target) => new URL(target).hostname === profilesUrl.hostname);
  if (configured) return undefined;
  const namespace = labels['namespace'] ?? labels['kubernetes_namespace'];
  if (workload.namespace === undefined || namespace !== workload.namespace) return 'other-namespace';
  return profilesUrl.protocol === 'https:' || plainHttp === true ? undefined : 'plain-http';
}
