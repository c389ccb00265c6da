/**
 * What senders post, by their own documents; each with what in it must vary. Sources: Alertmanager's and Grafana's
 * webhook references (the payloads there, with the labels of kubernetes-mixin), PagerDuty's V3 webhook overview, Datadog's
 * list of webhook variables filled into manifest/datadog/payload.json, Opsgenie's alert action data, Google Cloud
 * Monitoring's notification schema 1.2, Azure Monitor's sample of the common alert schema.
 */
export type Situation = 'fired' | 'repeated' | 'resolved' | 'edited' | 'grouped' | 'truncated' | 'test' | 'other';

/** The bodies of a sender; absent where it has no such thing. */
export type Bodies = Readonly<Partial<Record<Situation, unknown>>> & { readonly fired: unknown };

const POD = 'markets-api-7d9f6c5b8-x2x4q';
const START = '2026-11-23T03:04:05Z';
const LATER = '2026-11-23T07:04:05Z';

const LABELS = { alertname: 'KubeContainerOOMKilled', namespace: 'prod', pod: POD, container: 'markets-api' };

function prometheusAlert(changes: object = {}) {
  return {
    status: 'firing',
    labels: LABELS,
    annotations: { summary: 'markets-api was OOM killed' },
    startsAt: START,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=x',
    fingerprint: '4f2c1a9e01b7c6a5',
    ...changes,
  };
}

const SECOND_POD = {
  labels: { ...LABELS, pod: 'markets-api-7d9f6c5b8-k4k5q' },
  fingerprint: '9b17d02e4c11aa03',
};

function alertmanagerBody(alerts: readonly object[], changes: object = {}) {
  return {
    version: '4',
    groupKey: '{}:{namespace="prod"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'leakbot',
    groupLabels: { namespace: 'prod' },
    commonLabels: LABELS,
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts,
    ...changes,
  };
}

const alertmanager: Bodies = {
  fired: alertmanagerBody([prometheusAlert()]),
  repeated: alertmanagerBody([prometheusAlert()], { notification_reason: 'repeat' }),
  resolved: alertmanagerBody([prometheusAlert({ status: 'resolved', endsAt: LATER })], { status: 'resolved' }),
  grouped: alertmanagerBody([prometheusAlert(), prometheusAlert(SECOND_POD)]),
  truncated: alertmanagerBody([prometheusAlert()], { truncatedAlerts: 7 }),
  other: alertmanagerBody([prometheusAlert({ labels: { ...LABELS, alertname: 'HighLatency' } })]),
};

function grafanaAlert(changes: object = {}) {
  return {
    ...prometheusAlert(),
    values: { A: 3 },
    valueString: '[ var="A" value=3 ]',
    silenceURL: 'https://grafana.example.com/alerting/silence/new',
    dashboardURL: '',
    panelURL: 'https://grafana.example.com/d/abc?viewPanel=2',
    imageURL: '',
    ...changes,
  };
}

function grafanaBody(alerts: readonly object[], changes: object = {}) {
  return {
    ...alertmanagerBody(alerts),
    version: '1',
    orgId: 1,
    title: '[FIRING:1] KubeContainerOOMKilled',
    state: 'alerting',
    message: '**Firing**',
    ...changes,
  };
}

const grafana: Bodies = {
  fired: grafanaBody([grafanaAlert()]),
  repeated: grafanaBody([grafanaAlert()]),
  resolved: grafanaBody([grafanaAlert({ status: 'resolved', endsAt: LATER })], { status: 'resolved', state: 'ok' }),
  grouped: grafanaBody([grafanaAlert(), grafanaAlert(SECOND_POD)]),
  truncated: grafanaBody([grafanaAlert()], { truncatedAlerts: 7 }),
  test: grafanaBody([
    grafanaAlert({
      labels: { alertname: 'TestAlert', instance: 'Grafana' },
      annotations: { summary: 'Notification test' },
    }),
  ]),
  other: grafanaBody([grafanaAlert({ labels: { ...LABELS, alertname: 'HighLatency' } })]),
};

function pagerdutyBody(type: string, data: object = {}) {
  return {
    event: {
      id: '5ac64822-4adc-4fda-ade0-410becf0de4f',
      event_type: type,
      resource_type: 'incident',
      occurred_at: type === 'incident.triggered' ? START : LATER,
      agent: { html_url: 'https://acme.pagerduty.com/users/PLH1HKV', id: 'PLH1HKV', type: 'user_reference' },
      client: null,
      data: {
        id: 'PGR0VU2',
        type: 'incident',
        self: 'https://api.pagerduty.com/incidents/PGR0VU2',
        html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
        number: 2,
        status: 'triggered',
        incident_key: 'd3640fbd41094207a1c11e58e46b1662',
        created_at: START,
        // What Alertmanager's integration writes by default: the values of the group's labels, without their names.
        title: `[FIRING:1] KubeContainerOOMKilled prod markets-api (${POD} warning)`,
        service: { id: 'PF9KMXH', summary: 'API Service', type: 'service_reference' },
        ...data,
      },
    },
  };
}

const pagerduty: Bodies = {
  fired: pagerdutyBody('incident.triggered'),
  repeated: pagerdutyBody('incident.triggered'),
  resolved: pagerdutyBody('incident.resolved', { status: 'resolved' }),
  test: {
    event: {
      id: '01FKZOXA868SHYEE4DVNWB5P9W',
      event_type: 'pagey.ping',
      resource_type: 'pagey',
      occurred_at: START,
      agent: { id: 'PVE0ZR9', type: 'user_reference' },
      client: null,
      data: { message: 'Hello from your friend Pagey!', type: 'ping' },
    },
  },
  // What changes an incident without ending it.
  edited: pagerdutyBody('incident.acknowledged', { status: 'acknowledged' }),
  // A title has at most 1,024 characters; what an integration wrote beyond is cut.
  truncated: pagerdutyBody('incident.triggered', {
    title: `[FIRING:3] KubeContainerOOMKilled prod markets-api (${POD} ${'x'.repeat(1_100)}`.slice(0, 1_024),
  }),
  other: pagerdutyBody('incident.triggered', { title: 'High latency in the shop' }),
};

function datadogBody(changes: object = {}) {
  return {
    leakbot: '1',
    id: '6553742838912345678',
    cycle: '14352716923456789',
    alert: '1234',
    transition: 'Triggered',
    title: '[Triggered on {kube_namespace:prod}] Container OOM killed',
    date: String(Date.parse(START)),
    tags: `kube_namespace:prod,pod_name:${POD},kube_container_name:markets-api,kube_deployment:markets-api,monitor`,
    scope: `kube_namespace:prod,pod_name:${POD}`,
    link: 'https://app.datadoghq.com/monitors/1234',
    ...changes,
  };
}

const datadog: Bodies = {
  fired: datadogBody(),
  repeated: datadogBody({ transition: 'Renotify', date: String(Date.parse(LATER)) }),
  resolved: datadogBody({ transition: 'Recovered', date: String(Date.parse(LATER)) }),
  edited: datadogBody({ transition: 'No data', date: String(Date.parse(LATER)) }),
  test: datadogBody({ title: '[TEST] Container OOM killed', cycle: '' }),
  other: datadogBody({ title: '[Triggered on {kube_namespace:prod}] High latency' }),
};

function opsgenieBody(action: string, alert: object = {}) {
  return {
    action,
    alert: {
      alertId: '052652ac-5d1c-464a-812a-7dd18bbfba8c',
      message: `[Prometheus]: [FIRING:1] KubeContainerOOMKilled`,
      tags: ['prod'],
      tinyId: '23',
      alias: 'd3640fbd41094207',
      createdAt: Date.parse(START),
      updatedAt: Date.parse(START) * 1e6,
      username: 'Alertmanager',
      userId: 'daed1180-0ce8-438b-8f8e-57e1a5920a2d',
      entity: '',
      source: 'Prometheus',
      description: 'The kernel killed it.',
      details: { namespace: 'prod', pod: POD, container: 'markets-api' },
      ...alert,
    },
    source: { name: '', type: 'web' },
    integrationName: 'leakbot',
    integrationId: '37c8f316-17c6-49d7-899b-9c7e540c048d',
    integrationType: 'Webhook',
  };
}

const opsgenie: Bodies = {
  fired: opsgenieBody('Create'),
  repeated: opsgenieBody('Create'),
  // Description and details come with created alerts only.
  resolved: opsgenieBody('Close', { description: undefined, details: undefined }),
  edited: opsgenieBody('Acknowledge'),
  // A message has at most 130 characters.
  truncated: opsgenieBody('Create', {
    message:
      `[Prometheus]: [FIRING:1] KubeContainerOOMKilled prod (markets-api kube-state-metrics ${POD} team-checkout critical)`.slice(
        0,
        130,
      ),
    details: {},
  }),
  other: opsgenieBody('Create', { message: 'High latency', details: {} }),
};

function googleBody(incident: object = {}) {
  return {
    incident: {
      incident_id: '0.opqiw61fsv7p',
      scoping_project_id: 'acme-prod',
      url: 'https://console.cloud.google.com/monitoring/alerting/alerts/0.opqiw61fsv7p?project=acme-prod',
      started_at: Date.parse(START) / 1000,
      ended_at: null,
      state: 'open',
      summary: 'Memory limit utilization for markets-api is above the threshold of 0.9 with a value of 0.97.',
      resource: {
        type: 'k8s_container',
        labels: {
          project_id: 'acme-prod',
          location: 'europe-west1',
          cluster_name: 'eu-1',
          namespace_name: 'prod',
          pod_name: POD,
          container_name: 'markets-api',
        },
      },
      resource_type_display_name: 'Kubernetes Container',
      metric: {
        type: 'kubernetes.io/container/memory/limit_utilization',
        displayName: 'Memory limit utilization',
        labels: {},
      },
      metadata: { system_labels: {}, user_labels: {} },
      policy_name: 'Container memory near limit',
      policy_user_labels: {},
      condition_name: 'Memory limit utilization',
      ...incident,
    },
    version: '1.2',
  };
}

const google: Bodies = {
  fired: googleBody(),
  repeated: googleBody(),
  resolved: googleBody({ state: 'closed', ended_at: Date.parse(LATER) / 1000 }),
  // What the button *Send test notification* sends has a version and an incident of its own.
  test: {
    version: 'test',
    incident: {
      incident_id: '12345',
      scoping_project_id: '12345',
      url: 'http://www.example.com',
      started_at: 0,
      ended_at: 0,
      state: 'OPEN',
      summary: 'Test Incident',
      resource: { type: 'example_resource', labels: { example: 'label' } },
      metric: { type: 'test.googleapis.com/metric', displayName: 'Test Metric', labels: { example: 'label' } },
      policy_name: 'projects/12345/alertPolicies/12345',
      condition_name: 'projects/12345/alertPolicies/12345/conditions/12345',
    },
  },
  other: googleBody({
    policy_name: 'Uptime of the shop',
    condition_name: 'Uptime',
    metric: { type: 'kubernetes.io/container/uptime', labels: {} },
  }),
};

function azureBody(essentials: object = {}) {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId:
          '/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.AlertsManagement/alerts/b9569717',
        alertRule: 'Container OOM killed',
        severity: 'Sev3',
        signalType: 'Metric',
        monitorCondition: 'Fired',
        monitoringService: 'Platform',
        alertTargetIDs: [
          '/subscriptions/0/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/eu-1',
        ],
        configurationItems: ['eu-1'],
        originAlertId: '3f2d4487-b0fc-4125-8bd5-7ad17384221e_rg_microsoft.insights_metricAlerts_oom_-117781227',
        firedDateTime: '2026-11-23T03:04:05.3713213Z',
        resolvedDateTime: '',
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
        ...essentials,
      },
      alertContext: {
        properties: null,
        conditionType: 'SingleResourceMultipleMetricCriteria',
        condition: {
          windowSize: 'PT5M',
          allOf: [
            {
              metricName: 'oomKilledContainerCount',
              metricNamespace: 'Insights.Container/pods',
              operator: 'GreaterThan',
              threshold: '0',
              timeAggregation: 'Average',
              dimensions: [
                { name: 'controllerName', value: 'markets-api' },
                { name: 'Kubernetes namespace', value: 'prod' },
              ],
              metricValue: 1,
            },
          ],
        },
      },
      customProperties: null,
    },
  };
}

const azure: Bodies = {
  fired: azureBody(),
  repeated: azureBody(),
  resolved: azureBody({ monitorCondition: 'Resolved', resolvedDateTime: '2026-11-23T07:04:05.2246313Z' }),
  // What *Test action group* sends, by Microsoft's page of samples: a subscription of ones.
  test: azureBody({
    alertId:
      '/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.AlertsManagement/alerts/12345678-1234-1234-1234-1234567890ab',
    alertRule: 'test-metricAlertRule',
    originAlertId:
      '11111111-1111-1111-1111-111111111111_test-RG_microsoft.insights_metricAlerts_test-metricAlertRule_1234567890',
  }),
  other: azureBody({ alertRule: 'Percentage CPU' }),
};

/** By the name of the sender. */
export const BODIES: Readonly<Record<string, Bodies>> = {
  alertmanager,
  grafana,
  pagerduty,
  datadog,
  'generic/opsgenie': opsgenie,
  'generic/google-cloud-monitoring': google,
  'generic/azure-monitor': azure,
};
