/** A file as KUBECONFIG names it: one cluster, asked without a user. */
export function kubeconfigText(server: string): string {
  return JSON.stringify({
    // Without it the client speaks to no server on this machine without TLS.
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
    'current-context': 'c',
  });
}
