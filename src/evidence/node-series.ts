import type { Series } from '../metrics/series.ts';

/**
 * Whether a series is of this node: which label names it is a matter of how node_exporter is scraped; its address often is
 * the node's name, or its IP address, which kube-state-metrics has as `host_ip`.
 */
export function isOfNode({ labels }: Series, node: string | undefined, address?: string): boolean {
  if (node === undefined) return false;
  const host = labels['instance']?.split(':')[0];
  const names = [labels['node'], labels['nodename'], labels['kubernetes_node'], host];
  return names.includes(node) || (address !== undefined && host === address);
}
