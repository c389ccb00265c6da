import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Runtime } from '../metrics/catalogue.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import type { HostKind } from './hosts/hosts.ts';

export type { Runtime } from '../metrics/catalogue.ts';

/**
 * What a leak belongs to: a container of a workload in one cluster. The same name in two clusters is two workloads,
 * and the killed container may be the side-car. Parts that no label names are absent.
 */
export interface Workload {
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  /** The service (deployment) name, as people type it after `/leak`. */
  readonly name: string;
  readonly container?: string | undefined;
}

/** A stable text that is equal exactly when two workloads are the same. */
export function workloadKey(workload: Workload): string {
  return JSON.stringify([
    workload.cluster ?? '',
    workload.namespace ?? '',
    workload.name,
    workload.container ?? workload.name,
  ]);
}

/** Where a service's source lives. */
export interface Repository {
  /** The page of the repository, without credentials: `https://github.com/acme/markets`. */
  readonly url: string;
  /** A commit, tag or branch to link to when no metric reports the running revision. */
  readonly revision?: string | undefined;
  /**
   * The directory the service was built in or runs in, when function names do not show it: `/build`, `/app`. For the JVM,
   * whose frames carry no directory, the source root in the repository: `src/main/java`.
   */
  readonly root?: string | undefined;
  /** The module's directory inside a monorepo: `services/markets`. */
  readonly path?: string | undefined;
  /** Which kind of host it is, where its name does not show it. */
  readonly host?: HostKind | undefined;
}

/** A service Leakbot can investigate: configured in leakbot.yaml or discovered from metrics. */
export interface Service {
  readonly workload: Workload;
  /** leakbot.yaml has it; absent for what was discovered or read off labels. */
  readonly listed?: true | undefined;
  readonly runtime?: Runtime | undefined;
  /** Matches every series of the service's processes and containers. */
  readonly selector: readonly LabelMatcher[];
  /** Base URLs of processes that the embedded collector scrapes: `http://10.0.0.7:6060`. */
  readonly targets: readonly string[];
  readonly metricsPath: string;
  readonly pprofPath: string;
  readonly memoryLimit?: Bytes | undefined;
  /** Where a JVM serves its class histogram, and how often it may be asked: each costs a full collection. Absent: never. */
  readonly classHistogram?: { readonly path: string; readonly every: Milliseconds } | undefined;
  readonly repository?: Repository | undefined;
  /** The Slack channel for its investigations, when not the default one. */
  readonly channel?: string | undefined;
}
