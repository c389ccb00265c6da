import type { PrometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import type { Instant } from '../../../src/foundation/clock.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import type { Series } from '../../../src/metrics/series.ts';
import type { Service } from '../../../src/service/service.ts';
import { parseSelector, satisfies } from './selector.ts';

/** As long as the bot looks back for services. */
const LOOKS_BACK = 6 * HOUR;

/** The services that a world's Prometheus would make known at a moment, found by the product's own discovery. */
export function servicesIn(series: readonly Series[], at: Instant): Promise<readonly Service[]> {
  return discoverServices(seriesApi(series), { from: at - LOOKS_BACK, to: at });
}

/** Prometheus' `/api/v1/series`. */
function seriesApi(series: readonly Series[]): PrometheusApi {
  return {
    name: 'Prometheus at http://prometheus:9090',
    get: ({ path, parameters, shape }) => {
      if (path !== 'series') throw new Error(`a world does not answer ${path}`);
      // Of several selections a series need match one.
      const selections = [parameters['match[]'] ?? ''].flat().map((text) => parseSelector(String(text)));
      const from = Number(parameters['start']) * 1000;
      const to = Number(parameters['end']) * 1000;
      const seen = series.filter(
        (each) =>
          selections.some((matchers) => matchers.every((matcher) => satisfies(each, matcher))) &&
          each.times.some((time) => time >= from && time <= to),
      );
      return Promise.resolve(shape(seen.map(({ metric, labels }) => ({ __name__: metric, ...labels }))));
    },
  };
}
