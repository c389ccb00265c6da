import { z } from 'zod';
import { type ContainerEnd, type Pod, type PodContainer, PPROF_PORT } from '../../collection/pods/pod.ts';
import { parseBytes } from '../../measurement/bytes.ts';

/** The client makes dates of times in a list, and leaves those of a watch as they came. */
const moment = z.union([z.date(), z.string()]).transform((time) => new Date(time).getTime());

const terminated = z.object({ reason: z.string().nullish(), exitCode: z.number(), finishedAt: moment.nullish() });

const state = z.object({
  running: z.object({}).nullish(),
  waiting: z.object({ reason: z.string().nullish() }).nullish(),
  terminated: terminated.nullish(),
});

const container = z.object({
  name: z.string(),
  image: z.string().nullish(),
  restartPolicy: z.string().nullish(),
  ports: z.array(z.object({ containerPort: z.number() })).nullish(),
  resources: z.object({ limits: z.record(z.string(), z.union([z.string(), z.number()])).nullish() }).nullish(),
});

const containerStatus = z.object({
  name: z.string(),
  restartCount: z.number().default(0),
  state: state.nullish(),
  lastState: state.nullish(),
});

type Container = z.output<typeof container>;
type ContainerStatus = z.output<typeof containerStatus>;

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export const podSchema = z
  .object({
    metadata: z.object({
      name: z.string(),
      namespace: z.string(),
      uid: z.string().default(''),
      annotations: z.record(z.string(), z.string()).nullish(),
      ownerReferences: z
        .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }))
        .nullish(),
    }),
    spec: z.object({
      nodeName: z.string().nullish(),
      hostNetwork: z.boolean().nullish(),
      containers: z.array(container),
      initContainers: z.array(container).nullish(),
    }),
    status: z
      .object({
        podIP: z.string().nullish(),
        containerStatuses: z.array(containerStatus).nullish(),
        initContainerStatuses: z.array(containerStatus).nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec, status }): Pod => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const sideCars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
    const withStatus = (isInit: boolean) => (each: Container) =>
      containerOf(each, { isInit, status: statuses.find(({ name }) => name === each.name) });
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      ip: spec.hostNetwork === true ? undefined : (status?.podIP ?? undefined),
      node: spec.nodeName ?? undefined,
      owner: owner && { kind: owner.kind, name: owner.name },
      pprofPort: metadata.annotations?.[PPROF_PORT],
      containers: [...spec.containers.map(withStatus(false)), ...sideCars.map(withStatus(true))],
    };
  });

function containerOf(
  { name, image, ports, resources }: Container,
  { isInit, status }: { readonly isInit: boolean; readonly status: ContainerStatus | undefined },
): PodContainer {
  const limit = resources?.limits?.['memory'];
  return {
    name,
    isInit,
    image: image ?? '',
    memoryLimit: limit === undefined ? undefined : parseBytes(String(limit)),
    restarts: status?.restartCount ?? 0,
    running: status?.state?.running != null,
    waiting: status?.state?.waiting?.reason ?? undefined,
    ended: endOf(status),
    ports: (ports ?? []).map(({ containerPort }) => containerPort),
  };
}

function endOf(status: ContainerStatus | undefined): ContainerEnd | undefined {
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  if (end?.finishedAt == null || !Number.isFinite(end.finishedAt)) return undefined;
  return { reason: end.reason ?? 'Error', exitCode: end.exitCode, finishedAt: end.finishedAt };
}
