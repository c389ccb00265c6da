import type { PrometheusApi } from '../adapters/prometheus/api.ts';
import { seenExporters } from '../adapters/prometheus/seen-exporters.ts';
import { activeTargets, type MetricsServer, ping } from '../adapters/prometheus/targets.ts';
import { unclaimedMemory } from '../adapters/prometheus/unclaimed-memory.ts';
import { unnamedProcesses } from '../adapters/prometheus/unnamed-processes.ts';
import { windowBefore } from '../evidence/window.ts';
import { assertNever } from '../foundation/assert-never.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { HOUR } from '../measurement/duration.ts';
import { anyOf } from '../measurement/listed.ts';
import { countOf } from '../measurement/share.ts';
import { PROFILED } from '../runtime/runtimes.ts';
import { fullName } from '../service/directory.ts';
import type { Service } from '../service/service.ts';

/** Whether Prometheus answers, as which version, and what it knows of. The errors of its API say what to do. */
export async function checkPrometheus(
  api: PrometheusApi,
  known: readonly Service[],
  now: Instant,
): Promise<readonly Check[]> {
  try {
    const server = await ping(api);
    const unnamed = await checkNames(api, now);
    return [
      ok(`${api.name} answers${described(server)}`),
      ...checkWhole(server),
      await checkTargets(api),
      known.length === 0 ? await noneKnown(api, now) : checkKnown(known),
      ...(await checkExporters(api, now)),
      ...unnamed,
    ];
  } catch (error) {
    return [fault(explain(error))];
  }
}

/** Which server it is, and what to expect of it. */
function described({ kind, version }: MetricsServer): string {
  const numbered = version === undefined ? '' : `, version ${version}`;
  switch (kind) {
    case 'Prometheus':
      return numbered;
    case 'VictoriaMetrics':
      return ': VictoriaMetrics, asked without its cache so that it answers for the moments asked for';
    case 'Thanos':
    case 'Grafana Mimir':
      return `: ${kind}${numbered}; where a store of it does not answer, the report says so`;
    default:
      return assertNever(kind);
  }
}

function checkWhole({ partial }: MetricsServer): readonly Check[] {
  if (partial === undefined) return [];
  return [
    warning(
      `its answers are partial (${partial}): pods and samples may be missing from every figure, and reports say so`,
      'See which of the stores behind it does not answer.',
    ),
  ];
}

/** Mimir and Thanos have none of their own: then only addresses in leakbot.yaml can be profiled. */
async function checkTargets(api: PrometheusApi): Promise<Check> {
  try {
    const targets = await activeTargets(api);
    const down = targets.filter(({ health }) => health === 'down').length;
    return ok(`it scrapes ${countOf(targets.length, 'target')}${down === 0 ? '' : `, ${down} of them down`}`);
  } catch (error) {
    return warning(
      `it does not list its targets (${explain(error)})`,
      'List the targets of each service in leakbot.yaml: those alone can be profiled.',
    );
  }
}

/** What is not reported for so long is no trouble any more. */
const LOOKS_BACK = 6 * HOUR;

/** What OpenTelemetry sent there and no pod is known of; nothing where all is well, or where it cannot be said. */
async function checkNames(api: PrometheusApi, now: Instant): Promise<readonly Check[]> {
  try {
    const { jobs, metrics } = await unnamedProcesses(api, windowBefore(now, LOOKS_BACK));
    const shared = jobs.map((job) =>
      warning(
        `target_info names several pods for one instance of ${job}: their metrics cannot be told apart`,
        'Give each process its own service.instance.id, for instance its pod’s UID in OTEL_RESOURCE_ATTRIBUTES.',
      ),
    );
    if (metrics.length === 0) return shared;
    const nameless = warning(
      `of OpenTelemetry’s receivers, ${metrics.join(', ')} name no pod and no container`,
      'List k8s.namespace.name, k8s.pod.name and k8s.container.name under otlp.promote_resource_attributes of Prometheus.',
    );
    return [...shared, nameless];
  } catch {
    // Whatever keeps it from answering is said where it is asked for what every investigation needs.
    return [];
  }
}

/** What cAdvisor and kube-state-metrics would report, where services run in Kubernetes and they do not. */
async function checkExporters(api: PrometheusApi, now: Instant): Promise<readonly Check[]> {
  try {
    const { kubernetes, cadvisor, kubeState } = await seenExporters(api, windowBefore(now, LOOKS_BACK));
    if (!kubernetes) return [];
    return [...(cadvisor ? [] : [NO_CADVISOR]), ...(kubeState ? [] : [NO_KUBE_STATE])];
  } catch {
    // A server that does not answer this says so where every investigation asks it.
    return [];
  }
}

const NO_CADVISOR = warning(
  'it has no metric of cAdvisor: memory is what each process says of itself, and page cache, kernel memory, child processes and what counts against the limit are not seen',
  'Let it scrape the kubelet at /metrics/cadvisor.',
);

const NO_KUBE_STATE = warning(
  'it has no metric of kube-state-metrics: it is not seen why containers ended (OOM kills are only inferred), nor which workload owns a pod; restarts and limits are read from elsewhere',
  'Install kube-state-metrics and let Prometheus scrape it.',
);

/** Names of services that stand for all. */
const NAMES_SHOWN = 5;

async function noneKnown(api: PrometheusApi, now: Instant): Promise<Check> {
  const unclaimed = await unclaimedMemory(api, windowBefore(now, LOOKS_BACK));
  if (unclaimed !== undefined) return warning(`it knows no service: ${unclaimed}`);
  return warning(
    `it knows no service: it has neither metrics of containers nor ${anyOf(PROFILED.map(({ metrics }) => metrics.signs[0]))}`,
    'Let it scrape the services, or list them in leakbot.yaml.',
  );
}

function checkKnown(known: readonly Service[]): Check {
  const names = known.slice(0, NAMES_SHOWN).map(fullName).join(', ');
  const more = known.length > NAMES_SHOWN ? ', …' : '';
  return ok(`/leak knows ${countOf(known.length, 'service')}: ${names}${more}`);
}
