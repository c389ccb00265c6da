import { isContainer, POD, relabelled, type SetUp, without } from './set-ups.ts';

type Labels = Readonly<Record<string, string>>;

/** What the container's id of 64 digits is in the recording. */
const hashOf = (id: string) => id.slice(-64);

/** cAdvisor's series of the recording's containers alone, with other labels; those of other cgroups beside them. */
const byCadvisor = (named: (labels: Labels) => Labels) =>
  relabelled((labels, metric) => {
    if (!isContainer(metric)) return undefined;
    const of = { job: 'cadvisor', instance: 'host-7:8080' };
    // The pod's own cgroup becomes one of systemd's slices, which is no service.
    if ((labels['container'] ?? '') === '') return { id: '/system.slice', ...of };
    return { ...named(labels), ...of };
  });

/** An allocation has a UUID; the container’s digits make one. */
function uuidOf(id: string): string {
  const digits = hashOf(id);
  return [8, 4, 4, 4, 12].map((length, i) => digits.slice(i * 5, i * 5 + length)).join('-');
}

const NOTHING_OF_THE_HEAP = { finding: 'not-enough-data', gap: 'No metric shows the live heap' };

/** Containers as they are measured where no Kubernetes names them, or where its exporters say little. */
export const CONTAINER_SET_UPS: readonly SetUp[] = [
  {
    name: 'docker run --name, beside cAdvisor',
    as: byCadvisor(({ id = '', pod = '' }) => ({
      id: `/docker/${hashOf(id)}`,
      image: 'acme/markets:2',
      name: pod === POD ? 'tills' : 'others',
    })),
    services: ['others:others', 'tills:tills'],
    chosen: 'tills:tills',
    pod: 'tills on host-7:8080',
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'ECS on machines: a family and a container in cAdvisor’s labels',
    as: byCadvisor(({ id = '', pod = '' }) => ({
      id: `/ecs/${hashOf(id).slice(0, 32)}/${hashOf(id)}`,
      name: `ecs-markets-31-quote-${pod.slice(-5)}`,
      container_label_com_amazonaws_ecs_task_definition_family: 'markets',
      container_label_com_amazonaws_ecs_container_name: 'quote',
      container_label_com_amazonaws_ecs_cluster: 'blue',
    })),
    services: ['markets/quote:quote'],
    pod: 'ecs-markets-31-quote-x2xkf',
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'Nomad’s Docker driver as it comes: a task and its allocation in the name',
    as: byCadvisor(({ id = '', pod = '' }) => ({
      id: `/docker/${hashOf(id)}`,
      name: `quote-${uuidOf(pod.padStart(64, '0').replace(/[^0-9a-f]/g, '0'))}`,
      container_label_com_hashicorp_nomad_alloc_id: uuidOf(id),
    })),
    services: ['quote:quote'],
    pod: `quote-${uuidOf(POD.padStart(64, '0').replace(/[^0-9a-f]/g, '0'))}`,
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'units of systemd, by their cgroups alone',
    as: byCadvisor(({ pod = '' }) => ({
      id: `/acme.slice/${pod === POD ? 'tills' : 'others'}.service`,
    })),
    services: ['others:others', 'tills:tills'],
    chosen: 'tills:tills',
    pod: 'tills on host-7:8080',
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'the kubelet’s /metrics/resource and nothing else',
    as: relabelled((labels, metric) =>
      ['container_memory_working_set_bytes', 'container_start_time_seconds'].includes(metric) &&
      (labels['container'] ?? '') !== ''
        ? without(labels, 'id', 'image', 'name')
        : undefined,
    ),
    services: ['prod/markets-api:markets-api'],
    pod: POD,
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'cri-dockerd: cAdvisor has the pods’ cgroups alone',
    as: (all) =>
      relabelled((labels, metric) => {
        if (metric === 'process_resident_memory_bytes') return undefined;
        if (!isContainer(metric)) return labels;
        if (['container_start_time_seconds', 'container_oom_events_total'].includes(metric)) return undefined;
        if ((labels['container'] ?? '') === '') return undefined;
        return { ...without(labels, 'container', 'image', 'name'), id: `/kubepods/burstable/pod-${labels['pod']}` };
      })(all),
    services: ['prod/markets-api:markets-api'],
    pod: POD,
    without: 'Resident memory',
  },
  {
    name: 'recording rules of kubernetes-mixin, and nothing that they are made of',
    as: (all) =>
      relabelled((labels) => labels)(
        all.flatMap((one) => {
          if (one.metric === 'kube_pod_container_resource_limits')
            return [{ ...one, metric: 'cluster:namespace:pod_memory:active:kube_pod_container_resource_limits' }];
          if (!/^container_memory_(?:rss|cache|working_set_bytes)$/.test(one.metric)) return [];
          if ((one.labels['container'] ?? '') === '') return [];
          return [{ ...one, metric: `node_namespace_pod_container:${one.metric}` }];
        }),
      ),
    services: ['prod/markets-api:markets-api'],
    pod: POD,
  },
  {
    name: 'a client of Nomad',
    as: (all) =>
      relabelled(({ pod = '' }) => ({
        alloc_id: uuidOf(pod.padStart(64, '0').replace(/[^0-9a-f]/g, '0')),
        exported_job: 'markets',
        task: 'quote',
        task_group: 'web',
        namespace: 'default',
        host: 'client-3',
        job: 'nomad',
        instance: '10.0.2.7:4646',
      }))(
        all
          .flatMap((one) => {
            if (one.metric === 'container_spec_memory_limit_bytes')
              return [{ ...one, metric: 'nomad_client_allocs_memory_allocated' }];
            if (one.metric === 'container_memory_rss') return [{ ...one, metric: 'nomad_client_allocs_memory_rss' }];
            return [];
          })
          .filter(({ labels }) => (labels['container'] ?? '') !== ''),
      ),
    services: ['default/quote:quote'],
    pod: uuidOf(POD.padStart(64, '0').replace(/[^0-9a-f]/g, '0')),
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'process-exporter: groups of processes',
    as: (all) =>
      relabelled(({ pod = '' }) => ({
        groupname: 'quote',
        memtype: 'resident',
        job: 'processes',
        instance: `${pod.slice(-5)}:9256`,
      }))(
        all.flatMap((one) =>
          one.metric === 'container_memory_rss' && (one.labels['container'] ?? '') !== ''
            ? [{ ...one, metric: 'namedprocess_namegroup_memory_bytes' }]
            : [],
        ),
      ),
    services: ['quote:quote'],
    pod: 'x2xkf:9256',
    ...NOTHING_OF_THE_HEAP,
  },
  {
    name: 'the exporter of podman: ids, and their names in an info',
    as: (all) =>
      relabelled(({ id = '', pod = '', name = '' }) => ({
        id: hashOf(id).slice(0, 12),
        ...(name === '' ? {} : { name: pod === POD ? 'tills' : 'others' }),
        job: 'podman',
        instance: 'host-7:9882',
        pod_id: '',
        pod_name: '',
      }))(
        all.flatMap((one) => {
          if ((one.labels['container'] ?? '') === '' || one.metric !== 'container_memory_rss') return [];
          const { name: _, ...labels } = one.labels;
          return [
            { ...one, labels, metric: 'podman_container_mem_usage_bytes' },
            { ...one, metric: 'podman_container_info', values: one.values.map(() => 1) },
          ];
        }),
      ),
    services: ['others:others', 'tills:tills'],
    chosen: 'tills:tills',
    pod: 'tills on host-7:9882',
    ...NOTHING_OF_THE_HEAP,
  },
];
