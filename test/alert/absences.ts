import type { PostSituation } from './posts.ts';

/** Why a sender has no such thing, with where that is written. */
type Absences = Readonly<Partial<Record<PostSituation, string>>>;

const AM = 'https://prometheus.io/docs/alerting/latest/configuration/';
const GRAFANA =
  'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/';
const PD = 'https://support.pagerduty.com/main/docs/webhooks';
const PD_SLACK = 'https://support.pagerduty.com/main/docs/slack-integration-guide';
const DD = 'https://docs.datadoghq.com/integrations/webhooks/';
const DD_SLACK = 'https://docs.datadoghq.com/integrations/slack/';
const OG = 'https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/';
const OG_SLACK = 'https://support.atlassian.com/opsgenie/docs/integrate-opsgenie-with-slack-app/';
const GOOGLE = 'https://cloud.google.com/monitoring/support/notification-options';
const AZURE = 'https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema';
const ROBUSTA = 'https://docs.robusta.dev/master/configuration/sinks/slack.html';

const NO_EDIT = 'a call is not edited: what changed comes as the next call';
const ONE_ALERT = 'a call is about one alert';

/** Of webhooks, by the name of the sender. */
export const NO_SUCH_BODY: Readonly<Record<string, Absences>> = {
  alertmanager: {
    edited: `${NO_EDIT} (${AM}#webhook_config)`,
    test: `there is no test but an alert of one’s own, as amtool adds it (${AM})`,
  },
  grafana: { edited: `${NO_EDIT} (${GRAFANA}webhook-notifier/)` },
  pagerduty: { grouped: `an event is about one incident, whatever is grouped in it (${PD})` },
  datadog: {
    grouped: `${ONE_ALERT}: one group of a monitor (${DD})`,
    truncated: `the payload to paste has no text that Datadog cuts (${DD})`,
  },
  'generic/opsgenie': {
    grouped: `${ONE_ALERT} (${OG})`,
    test: `there is no test but an alert of one’s own (${OG})`,
  },
  'generic/google-cloud-monitoring': {
    edited: `an incident is opened and closed, and nothing else of it is sent (${GOOGLE})`,
    grouped: `${ONE_ALERT}: one incident (${GOOGLE})`,
    truncated: `no part has a documented bound (${GOOGLE})`,
  },
  'generic/azure-monitor': {
    edited: `an alert is fired and resolved, and nothing else of it is sent (${AZURE})`,
    grouped: `${ONE_ALERT} (${AZURE})`,
    truncated: `no part has a documented bound (${AZURE})`,
  },
};

/** Of messages in Slack, by the name of the reader. */
export const NO_SUCH_POST: Readonly<Record<string, Absences>> = {
  alertmanager: { test: `there is no test but an alert of one’s own, as amtool adds it (${AM})` },
  'grafana (legacy)': {
    edited: 'every change of state is a new message (pkg/services/alerting/notifiers/slack.go of 7.5)',
  },
  pagerduty: {
    grouped: `a message is about one incident, whatever is grouped in it (${PD_SLACK})`,
    test: `none is documented (${PD_SLACK})`,
  },
  datadog: {
    edited: `none is documented: a change of state is a new message (${DD_SLACK})`,
    grouped: `a message is about one group of a monitor (${DD_SLACK})`,
    truncated: `no bound of a message is documented (${DD_SLACK})`,
  },
  'generic/opsgenie': {
    repeated: `an alert that comes again is counted, and not posted again (${OG_SLACK})`,
    grouped: `a message is about one alert (${OG_SLACK})`,
    test: `none is documented (${OG_SLACK})`,
  },
  robusta: {
    edited: `none of an alert is documented; a summary that is edited names no pod (${ROBUSTA})`,
    grouped: `a message is about one finding; a summary names no pod (${ROBUSTA})`,
    truncated: `no bound of a message is documented (${ROBUSTA})`,
    test: `there is no test but an alert of one’s own (${ROBUSTA})`,
  },
};

/** Senders that have only one of the two ways. */
export const NO_WEBHOOK: Readonly<Record<string, string>> = {
  'grafana (legacy)': 'its webhook has a body of its own, and Grafana 11 removed it',
  robusta: 'its webhook sink sends plain text, no JSON (src/robusta/core/sinks/webhook/webhook_sink.py)',
};
export const NO_MESSAGE: Readonly<Record<string, string>> = {
  'generic/google-cloud-monitoring': 'its messages in Slack are none that Leakbot recognises: `slackAlerts`',
  'generic/azure-monitor': 'it posts nothing into Slack by itself',
};
