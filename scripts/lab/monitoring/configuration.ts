import type { Milliseconds } from '../../../src/measurement/duration.ts';
import { CLUSTER } from '../cluster/names.ts';

export interface PrometheusSettings {
  readonly scrapeInterval: Milliseconds;
  readonly surroundings: string;
  readonly alertmanager: string;
  readonly ruleFile: string;
  readonly podsFile: string;
}

/** Prometheus' configuration: a kubelet, kube-state-metrics and the pods, as a cluster's own Prometheus scrapes them. */
export function prometheusConfiguration(settings: PrometheusSettings): unknown {
  const { cluster, node } = CLUSTER;
  const interval = `${settings.scrapeInterval}ms`;
  const surroundings = (job: string, path: string, labels: Readonly<Record<string, string>>): unknown => ({
    job_name: job,
    metrics_path: path,
    honor_labels: true,
    static_configs: [{ targets: [settings.surroundings], labels: { cluster, ...labels } }],
  });
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [settings.ruleFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [settings.alertmanager] }] }] },
    scrape_configs: [
      surroundings('kubelet', '/metrics/cadvisor', { node, metrics_path: '/metrics/cadvisor' }),
      surroundings('kube-state-metrics', '/metrics/kube-state', {}),
      { job_name: 'kubernetes-pods', file_sd_configs: [{ files: [settings.podsFile], refresh_interval: '1s' }] },
    ],
  };
}

/** A container that serves metrics. */
export interface PodTarget {
  readonly pod: string;
  readonly container: string;
  /** `host:port`. */
  readonly address: string;
  /** Where it serves them; `/metrics` when left out. */
  readonly metricsPath?: string | undefined;
}

/** Prometheus' file-based service discovery of the pods, labelled as by a PodMonitor. */
export function podTargets(targets: readonly PodTarget[]): unknown {
  const { cluster, namespace } = CLUSTER;
  return targets.map(({ pod, container, address, metricsPath }) => ({
    targets: [address],
    labels: { cluster, namespace, pod, container, ...(metricsPath && { __metrics_path__: metricsPath }) },
  }));
}
