import type { PrometheusApi } from '../adapters/prometheus/api.ts';
import { activeTargets, type MetricsServer, ping } from '../adapters/prometheus/targets.ts';
import { assertNever } from '../foundation/assert-never.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { anyOf } from '../measurement/listed.ts';
import { countOf } from '../measurement/share.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { fullName } from '../service/directory.ts';
import type { Service } from '../service/service.ts';

/** Whether Prometheus answers, as which version, and what it knows of. The errors of its API say what to do. */
export async function checkPrometheus(api: PrometheusApi, known: readonly Service[]): Promise<readonly Check[]> {
  try {
    const server = await ping(api);
    return [ok(`${api.name} answers${described(server)}`), await checkTargets(api), checkKnown(known)];
  } catch (error) {
    return [fault(explain(error))];
  }
}

/** Which server it is, and what to expect of it. */
function described({ kind, version }: MetricsServer): string {
  const numbered = version === undefined ? '' : `, version ${version}`;
  switch (kind) {
    case 'Prometheus':
      return version?.startsWith('2.') === true
        ? `${numbered}; names with dots, as OpenTelemetry has them, need version 3`
        : numbered;
    case 'VictoriaMetrics':
      return ': VictoriaMetrics, asked without its cache so that it answers for the moments asked for';
    case 'Thanos':
    case 'Grafana Mimir':
      return `: ${kind}${numbered}; where a store of it does not answer, the report says so`;
    default:
      return assertNever(kind);
  }
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

/** Names of services that stand for all. */
const NAMES_SHOWN = 5;

function checkKnown(known: readonly Service[]): Check {
  if (known.length === 0) {
    return warning(
      `it knows no service: it has neither metrics of containers nor ${anyOf(RUNTIMES.map(({ metrics }) => metrics.signs[0]))}`,
      'Let it scrape the services, or list them in leakbot.yaml.',
    );
  }
  const names = known.slice(0, NAMES_SHOWN).map(fullName).join(', ');
  const more = known.length > NAMES_SHOWN ? ', …' : '';
  return ok(`/leak knows ${countOf(known.length, 'service')}: ${names}${more}`);
}
