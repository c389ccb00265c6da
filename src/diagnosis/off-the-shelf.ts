import type { Observation } from './observation.ts';

/** Containers beside a program that hardly anyone builds: they are named after the image of a project or a vendor. */
const OFF_THE_SHELF =
  /^(fluent-?bit|fluentd|filebeat|vector|promtail|(grafana-)?(alloy|agent)|telegraf|logstash|otel-collector|otc-container|opentelemetry-collector|datadog-agent|(\w+-)?exporter|queue-proxy|daprd|cloud-sql-proxy|vault-agent|istio-proxy|envoy|linkerd-proxy|kuma-sidecar|consul-dataplane|nginx|haproxy|pgbouncer)$/;

/** The container that is looked at where it stands beside others and is a program that others build; its operator cannot change what it serves. */
export function offTheShelf({ container, containers = [] }: Observation): string | undefined {
  return container !== undefined && containers.length > 1 && OFF_THE_SHELF.test(container) ? container : undefined;
}

/** What the operator of such a program can do, as sentences. */
export function operatorCan(container: string): string {
  return `Fix: ${container} is a program that others build: compare its image with the newest release and its known leaks, bound its buffers, queues and caches in its settings, and look for metrics of its own that it can serve.`;
}
