import { readFileSync } from 'node:fs';
import { cronExpression } from '../adapters/cron/ticker.ts';
import { useProxy } from '../adapters/http-client/proxy.ts';
import { processEndpoint } from '../adapters/pprof-endpoint/process-endpoint.ts';
import { folderProfiles } from '../adapters/profile-folder/profile-source.ts';
import { prometheusApi } from '../adapters/prometheus/api.ts';
import type { Variables } from '../config/read-environment.ts';
import type { Settings } from '../config/settings.ts';
import { joinedProfiles } from '../evidence/joined-profiles.ts';
import type { ProfileSource } from '../evidence/ports.ts';
import { ok } from '../foundation/check.ts';
import { type Clock, type Instant, systemClock } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import { comparedKinds } from '../playbook/compared-kinds.ts';
import type { PathTemplate } from '../profile/files/path-template.ts';
import { fullName } from '../service/directory.ts';
import type { Service } from '../service/service.ts';
import type { SlackLog } from '../slack/app.ts';
import { checkCodeHosts } from './doctor-code-hosts.ts';
import { checkDatabase } from './doctor-database.ts';
import { checkIssues } from './doctor-issues.ts';
import { checkKubernetes } from './doctor-kubernetes.ts';
import { checkNotes } from './doctor-notes.ts';
import { checkPort } from './doctor-port.ts';
import { checkProfileFolder } from './doctor-profile-folder.ts';
import { checkProfileServer } from './doctor-profiles.ts';
import { checkPrometheus } from './doctor-prometheus.ts';
import { checkQuietHours } from './doctor-quiet-hours.ts';
import { doctorJson, doctorText, type Section } from './doctor-report.ts';
import { checkSenders } from './doctor-senders.ts';
import { checkService, type Evidence } from './doctor-service.ts';
import { checkSettings } from './doctor-settings.ts';
import { checkTargets } from './doctor-targets.ts';
import { profileServer } from './profile-server.ts';
import { connectSources, credentialsOf, type SourcesContext } from './sources.ts';

/** Where the settings stand. */
export interface Surroundings {
  readonly env: Variables;
  readonly cwd: string;
  readonly clock: Clock;
}

/** `leakbot doctor`: what works, what does not, and what to do. The exit status is 1 when something cannot work. */
export async function doctorCommand({ json }: { readonly json: boolean }): Promise<void> {
  const sections = await examine({ env: process.env, cwd: process.cwd(), clock: systemClock });
  const document = doctorJson(sections);
  process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : doctorText(sections));
  if (!document.ok) process.exitCode = 1;
}

/** Every check, in the order in which faults are best fixed. Changes nothing, posts nothing. */
export async function examine({ env, cwd, clock }: Surroundings): Promise<readonly Section[]> {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const { settings, checks } = checkSettings({ env, cwd, readFile, checkSchedule: cronExpression });
  const first: Section = { subject: 'settings', checks };
  if (settings === undefined) return [first];
  const proxy = await useProxy({ https: settings.proxy.https?.reveal(), except: settings.proxy.except });
  const kept = await checkDatabase(settings.database, settings.collector);
  try {
    const rest = await examineSources(settings, { stores: kept.stores.collector, clock, log: SILENT });
    const hosts = [
      ...(await checkCodeHosts(settings, clock)),
      ...(await checkIssues(settings)),
      ...(await checkNotes(settings)),
    ];
    const database: Section = { subject: 'database', checks: kept.checks };
    return [
      first,
      database,
      ...(await slackSection(settings)),
      ...(await webhookSections(settings)),
      ...rest,
      ...hosts,
    ];
  } finally {
    await kept.stores.close();
    await proxy.close();
  }
}

/** Prometheus, the profile server, services and targets. */
async function examineSources(settings: Settings, context: SourcesContext): Promise<readonly Section[]> {
  const sources = await connectSources(settings, context);
  const endpoint = processEndpoint({ bounds: BOUNDS });
  const now = context.clock.now();
  try {
    const [known, targets] = await Promise.all([sources.services(), sources.targets()]);
    const prometheus = await prometheusSection(settings, known, now);
    const away = prometheus.some(({ checks }) => checks.some(({ state }) => state === 'fault'));
    const evidence = {
      metrics: sources.metrics,
      embedded: settings.prometheus === undefined,
      targets,
      profiles: await keptProfiles(settings),
      now,
    };
    const health = await context.stores.health.targetHealth();
    return [
      ...prometheus,
      ...(await kubernetesSection(settings)),
      ...quietSection(settings, known, now),
      ...(await profileSection(settings, now)),
      ...(await Promise.all(settings.profileFolders.map((template) => folderSection(template, settings.services)))),
      ...(away ? [] : await serviceSections(settings.services.length > 0 ? settings.services : known, evidence)),
      ...(await checkTargets(targets, { endpoint, health, now })),
    ];
  } finally {
    await sources.close();
  }
}

async function slackSection({ slack, channel, services, slackAlerts, access }: Settings): Promise<readonly Section[]> {
  if (slack === undefined) return [];
  const channels = [channel, ...[...services, ...slackAlerts].map((each) => each.channel)];
  const { checkSlack } = await import('../slack/checkup.ts');
  const checks = await checkSlack(
    {
      botToken: slack.botToken.reveal(),
      appToken: slack.appToken?.reveal(),
      signingSecret: slack.signingSecret?.reveal(),
      apiUrl: slack.apiUrl,
    },
    { channels: [...new Set(channels.filter((id) => id !== undefined))], userGroups: access.userGroups },
  );
  return [{ subject: 'Slack', checks }];
}

function quietSection(settings: Settings, known: readonly Service[], now: Instant): readonly Section[] {
  if (settings.quietHours.length === 0) return [];
  return [{ subject: 'quiet hours', checks: checkQuietHours(settings, { known, now }) }];
}

/** Only the bot takes alerts: nothing without Slack. */
async function webhookSections(settings: Settings): Promise<readonly Section[]> {
  if (settings.slack === undefined) return [];
  return [{ subject: 'webhooks', checks: [await checkPort(settings.http)] }, ...(await checkSenders(settings))];
}

async function prometheusSection(
  { prometheus }: Settings,
  known: readonly Service[],
  now: Instant,
): Promise<readonly Section[]> {
  if (prometheus === undefined) return [];
  const api = prometheusApi({ ...credentialsOf(prometheus, SILENT), timeout: PROMETHEUS_TIMEOUT });
  return [{ subject: 'Prometheus', checks: await checkPrometheus(api, known, now) }];
}

async function kubernetesSection({ kubernetes }: Settings): Promise<readonly Section[]> {
  return kubernetes === undefined ? [] : [{ subject: 'Kubernetes', checks: await checkKubernetes(kubernetes) }];
}

async function profileSection({ profiles }: Settings, now: Instant): Promise<readonly Section[]> {
  if (profiles === undefined) return [];
  const subject = profiles.kind === 'pyroscope' ? 'Pyroscope' : 'Parca';
  return [{ subject, checks: await checkProfileServer(profiles, now) }];
}

async function folderSection(template: PathTemplate, services: readonly Service[]): Promise<Section> {
  // Without a list of services anything may be among them.
  const needed = services.length === 0 ? undefined : new Set(services.flatMap(({ runtime }) => comparedKinds(runtime)));
  return { subject: `profiles in ${template.root}`, checks: await checkProfileFolder(template, needed) };
}

/** What others keep of a service's profiles; undefined where only the embedded collector does. */
async function keptProfiles({ profiles, profileFolders }: Settings): Promise<ProfileSource | undefined> {
  const all = [
    ...(profiles === undefined ? [] : [await profileServer(profiles)]),
    ...profileFolders.map(folderProfiles),
  ];
  return all.length === 0 ? undefined : joinedProfiles(all, () => undefined);
}

async function serviceSections(services: readonly Service[], evidence: Evidence): Promise<readonly Section[]> {
  const sections: Section[] = [];
  // One after the other: each asks Prometheus for everything at once already.
  for (const service of services.slice(0, SERVICES_LOOKED_AT)) {
    sections.push({ subject: `service ${fullName(service)}`, checks: await checkService(service, evidence) });
  }
  const others = services.length - sections.length;
  if (others > 0) sections.push({ subject: 'services', checks: [ok(`${others} more were not looked at`)] });
  return sections;
}

/** Half an hour of checks would help no one. */
const SERVICES_LOOKED_AT = 20;

/** A person waits for the answer. */
const PROMETHEUS_TIMEOUT = 10 * SECOND;
/** Of a visit to one target, for which a person waits as well. */
const BOUNDS = { metricsTimeout: 5 * SECOND, profileTimeout: 15 * SECOND };

/** What goes wrong is reported as checks. */
const SILENT: SlackLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
