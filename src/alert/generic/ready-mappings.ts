import type { WebhookMapping } from './mapping.ts';

/** Senders leave parts out, or write null for them: only what is an object can be merged. */
function objectsOf(parts: string): string {
  return `$filter([${parts}], function($part) { $type($part) = 'object' })`;
}

/** Resources of Google Cloud that are containers, and labels that only what stands beside one in a cluster has. */
const GOOGLE_CONTAINERS = [
  'k8s_container',
  'k8s_pod',
  'gke_container',
  'cloud_run_revision',
  'cloud_run_job',
  'cloud_run_worker_pool',
];
const OF_A_CLUSTER = ['pod', 'pod_name', 'container', 'container_name', 'namespace', 'namespace_name'];

/** The labels of a team (`user_labels`) may name a program that only uses the database which the incident is about. */
const OF_A_CONTAINER = `($not($exists(resource.type)) or resource.type in ${JSON.stringify(GOOGLE_CONTAINERS)} or $count($append($keys(resource.labels), $keys(metric.labels))[$ in ${JSON.stringify(OF_A_CLUSTER)}]) > 0)`;

const AZURE_DIMENSIONS = 'alertContext.condition.allOf.dimensions';
/** The columns of a log search are its dimensions: the table of pods calls a pod Name, and writes a container after the pod's id. */
const AZURE_VALUE = `$lowercase(name) = 'containername' and $type(value) = 'string' ? $split(value, '/')[-1] : value`;
const AZURE_POD = `$count(${AZURE_DIMENSIONS}[$lowercase(name) in ['namespace', 'podnamespace', 'containername', 'controllername']]) > 0 ? ${AZURE_DIMENSIONS}[$lowercase(name) = 'name'].{ 'pod': value }`;

/** Providers of Azure's machines and database servers, as the ids of their resources name them. */
const AZURE_MACHINE = ['compute', 'hybridcompute', 'sql', 'dbforpostgresql', 'dbformysql', 'cache', 'documentdb']
  .map((provider) => `$contains($lowercase($), '/microsoft.${provider}/')`)
  .join(' or ');

/** Mappings for senders whose format is fixed. Each can be replaced by one of the same name in leakbot.yaml. */
export const READY_MAPPINGS: readonly (WebhookMapping & { readonly senderTitle: string; readonly setUp: string })[] = [
  {
    // https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/ : one action a call.
    name: 'opsgenie',
    senderTitle: 'Opsgenie',
    setUp: 'Add an outgoing webhook for created and closed alerts, with description and details.',
    // A UUID, after which newer alerts have the time of their creation; the messages in Slack do not always have it.
    id: '$substring(alert.alertId, 0, 36)',
    status: "action = 'Create' ? 'firing' : action in ['Close', 'Delete'] ? 'resolved' : action",
    title: 'alert.(details.alertname ? details.alertname : message)',
    labels: 'alert.details',
    // The first line is the alert's title; what follows it is searched for the container.
    text: "$join([alert.message, alert.tags, alert.entity, alert.description], '\\n')",
    startsAt: 'alert.createdAt',
  },
  {
    // https://cloud.google.com/monitoring/support/notification-options#webhooks : schema version 1.2.
    name: 'google-cloud-monitoring',
    senderTitle: 'Google Cloud Monitoring',
    setUp: 'Add a webhook as a notification channel, with basic authentication.',
    alerts: 'incident',
    id: 'incident_id',
    status: `$not(${OF_A_CONTAINER}) ? resource.type : $lowercase(state) = 'open' ? 'firing' : $lowercase(state) = 'closed' ? 'resolved' : state`,
    // Policies are named freely: of containers the condition and the metric say what it is about as well.
    title: `[policy_name, resource.type in ['k8s_container', 'k8s_pod'] or $not($exists(policy_name)) ? condition_name, $contains(metric.type, 'kubernetes.io/container/memory/') ? 'Container memory near limit', $contains(metric.type, 'kubernetes.io/container/restart_count') ? 'Container restarts']`,
    labels: `$merge(${objectsOf('resource.labels, metadata.system_labels, metadata.user_labels, metric.labels, policy_user_labels')})`,
    text: 'summary',
    startsAt: 'started_at',
    url: 'url',
    test: "metric.type = 'test.googleapis.com/metric'",
  },
  {
    // https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
    name: 'azure-monitor',
    senderTitle: 'Azure Monitor',
    setUp:
      'Add a webhook to an action group, with the common alert schema enabled and the token as basic authentication.',
    alerts: 'data',
    id: 'essentials.(originAlertId ? originAlertId : alertId)',
    status: `$count(essentials.alertTargetIDs[${AZURE_MACHINE}]) > 0 ? 'a machine' : essentials.monitorCondition = 'Fired' ? 'firing' : essentials.monitorCondition = 'Resolved' ? 'resolved' : essentials.monitorCondition`,
    // Rules of Prometheus come as `group/rule`.
    title: "essentials.(monitoringService = 'Prometheus' ? $split(alertRule, '/')[-1] : alertRule)",
    labels: `$merge(${objectsOf(`${AZURE_POD}, ${AZURE_DIMENSIONS}.{ name: ${AZURE_VALUE} }, customProperties, alertContext.labels`)})`,
    text: "$join([essentials.description, alertContext.annotations.(summary ? summary : description)], '\\n')",
    startsAt: 'essentials.firedDateTime',
    // A test of an action group is of a subscription of ones.
    test: "$contains(essentials.alertId, '/11111111-1111-1111-1111-111111111111/')",
  },
];
