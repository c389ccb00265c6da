/** Labels that name the node, as kube-state-metrics, the kubelet and cAdvisor set them. */
const NODE = ['node', 'nodename', 'kubernetes_node', 'kubernetes_io_hostname'] as const;

/** Labels that name what was deployed together: Kubernetes' recommended label, and Helm's. */
const DEPLOY = ['app_kubernetes_io_part_of', 'app_kubernetes_io_instance', 'helm_release'] as const;

/** What an alert's labels name that many workloads may share. */
export function sharedBy(labels: Readonly<Record<string, string>>): {
  readonly node?: string | undefined;
  readonly deploy?: string | undefined;
} {
  const first = (names: readonly string[]) => names.map((name) => labels[name]).find((value) => value);
  const [node, deploy] = [first(NODE), first(DEPLOY)];
  return { ...(node === undefined ? {} : { node }), ...(deploy === undefined ? {} : { deploy }) };
}
