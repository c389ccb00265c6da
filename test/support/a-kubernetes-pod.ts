/** A pod as the API of Kubernetes writes it, in the form of API v1; `changes` go into its first container's status. */
export function aKubernetesPod(changes: {
  readonly name?: string;
  readonly version?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hostNetwork?: boolean;
  readonly ip?: string;
  readonly restarts?: number;
  readonly state?: object;
  readonly lastState?: object;
  /** In the place of all that is said here of a status. */
  readonly status?: object;
}) {
  const { name = 'markets-api-7d9f8b6c5-x2xkf', version = 1, annotations = {}, restarts = 0 } = changes;
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace: 'prod',
      uid: `uid of ${name}`,
      resourceVersion: String(version),
      annotations,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'markets-api-7d9f8b6c5', uid: 'r', controller: true },
      ],
    },
    spec: {
      nodeName: 'node-1',
      ...(changes.hostNetwork === undefined ? {} : { hostNetwork: changes.hostNetwork }),
      containers: [
        {
          name: 'markets-api',
          image: 'registry.example.com/markets-api:2.14.0',
          ports: [{ containerPort: 8080 }, { containerPort: 6060 }],
          resources: { limits: { memory: '160Mi', cpu: '1' } },
        },
        { name: 'envoy', image: 'envoy:1', resources: {} },
      ],
    },
    status: changes.status ?? {
      phase: 'Running',
      podIP: changes.ip ?? '10.1.2.3',
      containerStatuses: [
        {
          name: 'markets-api',
          restartCount: restarts,
          state: changes.state ?? { running: { startedAt: '2026-11-29T10:00:00Z' } },
          lastState: changes.lastState ?? {},
        },
        { name: 'envoy', restartCount: 0, state: { running: { startedAt: '2026-11-29T10:00:00Z' } }, lastState: {} },
      ],
    },
  };
}

/** How a container ended that was killed for its memory. */
export const OOM_KILLED = {
  terminated: {
    exitCode: 137,
    reason: 'OOMKilled',
    startedAt: '2026-11-29T10:00:00Z',
    finishedAt: '2026-11-29T12:00:00Z',
  },
} as const;
