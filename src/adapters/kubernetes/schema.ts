import { z } from 'zod';
import { type ContainerEnd, type Pod, type PodContainer, PPROF_PORT } from '../../collection/pods/pod.ts';
import type { Instant } from '../../foundation/clock.ts';
import { parseQuantity } from '../../measurement/quantity.ts';

/** The client makes dates of times in a list, and leaves those of a watch as they came. */
const moment = z.union([z.date(), z.string()]).transform((time) => new Date(time).getTime());

const terminated = z.object({ reason: z.string().nullish(), exitCode: z.number(), finishedAt: moment.nullish() });

const state = z.object({
  running: z.object({}).nullish(),
  waiting: z.object({ reason: z.string().nullish() }).nullish(),
  terminated: terminated.nullish(),
});

const resources = z.object({ limits: z.record(z.string(), z.union([z.string(), z.number()])).nullish() }).nullish();

const container = z.object({
  name: z.string(),
  image: z.string().nullish(),
  restartPolicy: z.string().nullish(),
  ports: z.array(z.object({ containerPort: z.number() })).nullish(),
  resources,
});

const containerStatus = z.object({
  name: z.string(),
  restartCount: z.number().default(0),
  state: state.nullish(),
  lastState: state.nullish(),
  resources,
});

const condition = z.object({ type: z.string(), reason: z.string().nullish(), lastTransitionTime: moment.nullish() });

const podStatus = z.object({
  podIP: z.string().nullish(),
  reason: z.string().nullish(),
  startTime: moment.nullish(),
  conditions: z.array(condition).nullish(),
  containerStatuses: z.array(containerStatus).nullish(),
  initContainerStatuses: z.array(containerStatus).nullish(),
});

type Container = z.output<typeof container>;
type ContainerStatus = z.output<typeof containerStatus>;
type PodStatus = z.output<typeof podStatus>;
type Resources = z.output<typeof resources>;

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
      resources,
      containers: z.array(container),
      initContainers: z.array(container).nullish(),
    }),
    status: podStatus.nullish(),
  })
  .transform(({ metadata, spec, status }): Pod => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const sideCars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
    const withStatus = (isInit: boolean) => (each: Container) =>
      containerOf(each, { isInit, status: statuses.find(({ name }) => name === each.name), ofPod: spec.resources });
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      ip: spec.hostNetwork === true ? undefined : (status?.podIP ?? undefined),
      node: spec.nodeName ?? undefined,
      owner: owner && { kind: owner.kind, name: owner.name },
      pprofPort: metadata.annotations?.[PPROF_PORT],
      evictedAt: status == null ? undefined : evictedAt(status),
      containers: [...spec.containers.map(withStatus(false)), ...sideCars.map(withStatus(true))],
    };
  });

interface Beside {
  readonly isInit: boolean;
  readonly status: ContainerStatus | undefined;
  readonly ofPod: Resources;
}

function containerOf({ name, image, ports, resources }: Container, { isInit, status, ofPod }: Beside): PodContainer {
  return {
    name,
    isInit,
    image: image ?? '',
    // What the kubelet gave it counts: it may put off what the spec has meanwhile. To one without it gives that of the pod.
    memoryLimit: limitOf(status?.resources) ?? limitOf(resources) ?? limitOf(ofPod),
    restarts: status?.restartCount ?? 0,
    running: status?.state?.running != null,
    waiting: status?.state?.waiting?.reason ?? undefined,
    ended: endOf(status),
    ports: (ports ?? []).map(({ containerPort }) => containerPort),
  };
}

/** In bytes; undefined where there is none, which 0 says too. */
function limitOf(resources: Resources): number | undefined {
  const limit = resources?.limits?.['memory'];
  return limit == null ? undefined : parseQuantity(String(limit)) || undefined;
}

function endOf(status: ContainerStatus | undefined): ContainerEnd | undefined {
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  if (end?.finishedAt == null || !Number.isFinite(end.finishedAt)) return undefined;
  return { reason: end.reason ?? 'Error', exitCode: end.exitCode, finishedAt: end.finishedAt };
}

/** When the kubelet evicted the pod. An eviction through the API, as by a drain, goes by another reason. */
function evictedAt({ reason, conditions, containerStatuses, startTime }: PodStatus): Instant | undefined {
  if (reason !== 'Evicted') return undefined;
  const decided = conditions?.find(
    (each) => each.type === 'DisruptionTarget' && each.reason === 'TerminationByKubelet',
  );
  const ends = (containerStatuses ?? []).flatMap((each) => endOf(each)?.finishedAt ?? []);
  return decided?.lastTransitionTime ?? (ends.length > 0 ? Math.max(...ends) : (startTime ?? undefined));
}

/** What of a kubeconfig the client does not read. https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export const tokenFilesSchema = z.object({
  users: z
    .array(z.object({ name: z.string(), user: z.object({ tokenFile: z.string().nullish() }).nullish() }))
    .nullish(),
});
