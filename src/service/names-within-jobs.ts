import type { LabelMatcher } from '../metrics/series.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Labels by which schedulers and discoveries outside Kubernetes name a service: Prometheus' `consul_sd`, `ecs` and
 * `docker` configurations as they are commonly relabelled, and Nomad's.
 */
const NAMING_LABELS = [
  ...['service', 'service_name', 'app', 'application', 'compose_service'],
  ...['nomad_job', 'nomad_task_group', 'nomad_task', 'nomad_service'],
  ...['ecs_service', 'ecs_service_name', 'ecs_task_family', 'task_definition_family', 'consul_service'],
  // A container of one name may run in many tasks, so the task comes first.
  ...['task_name', 'task_group', 'task', 'container_name', 'swarm_service', 'docker_swarm_service_name'],
];

/** Labels in which exporters of systemd name units: what else they name, an instance perhaps, ends otherwise. */
const UNIT_LABELS = ['unit', 'name'];
const UNIT = /\.service$/;

/** What a service is called by the value of such a label: `service:payments` of ECS and `payments.service` of systemd say more. */
export function nameIn(value: string): string {
  return value.replace(/^(?:service|family):/, '').replace(UNIT, '');
}

/**
 * One scrape job may discover many services: those of its processes that differ in a label that names services. Gives the
 * label that distinguishes a process's service within its job; none where its job is one service.
 */
export function namesWithinJobs(members: readonly Labels[]): (labels: Labels) => readonly LabelMatcher[] {
  const distinguishing = new Map(
    [...Map.groupBy(members, jobOf)].map(([job, series]) => [
      job,
      NAMING_LABELS.find((label) => distinguishes(label, series)) ??
        UNIT_LABELS.find((label) => distinguishes(label, series) && series.every((one) => UNIT.test(one[label] ?? ''))),
    ]),
  );
  return (labels) => {
    const label = distinguishing.get(jobOf(labels));
    const value = label === undefined ? undefined : labels[label];
    return label === undefined || value === undefined || value === '' ? [] : [{ label, op: '=', value }];
  };
}

/** Whether all of a job's series have it, and not all the same. */
function distinguishes(label: string, series: readonly Labels[]): boolean {
  const values = new Set(series.map((labels) => labels[label] ?? ''));
  return values.size > 1 && !values.has('');
}

function jobOf(labels: Labels): string {
  return JSON.stringify([labels['cluster'], labels['namespace'], labels['exported_job'] ?? labels['job']]);
}
