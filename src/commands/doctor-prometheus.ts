import type { PrometheusApi } from '../adapters/prometheus/api.ts';
import { activeTargets, ping } from '../adapters/prometheus/targets.ts';
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
    const { version } = await ping(api);
    const named = version === undefined ? '' : `, version ${version}`;
    return [ok(`${api.name} answers${named}`), await checkTargets(api), checkKnown(known)];
  } catch (error) {
    return [fault(explain(error))];
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
      `it does not tell its targets (${explain(error)})`,
      'List the targets of each service in leakbot.yaml: those alone can be profiled.',
    );
  }
}

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
