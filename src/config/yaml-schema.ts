import { z } from 'zod';
import { RULE_OUTCOMES } from '../alert/rules.ts';
import { explain } from '../foundation/errors.ts';
import { readPattern } from '../foundation/regular-expression.ts';
import { parseBytes } from '../measurement/bytes.ts';
import { MINUTE, parseDuration } from '../measurement/duration.ts';
import { isTimeZone } from '../measurement/zoned-time.ts';
import { pathTemplate } from '../profile/files/path-template.ts';
import { RUNTIME_NAMES } from '../runtime/runtimes.ts';
import { HOST_KINDS } from '../service/hosts/hosts.ts';
import { parseRepositoryUrl } from '../service/repository-url.ts';
import { channelId, holdsSecretParameter, isHttpUrl } from './environment.ts';
import { didYouMean } from './fault.ts';
import { labelMatcher } from './label-matcher.ts';

/** An object that takes these keys only; a key that is none of them is reported with the one it may be. */
function only<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `${key} is no setting here${didYouMean(key, known)}`).join('. ')
        : `must hold settings: write some of ${known.join(', ')}`,
  });
}

function list<Item extends z.ZodType>(item: Item, example: string) {
  return z.array(item, { error: `is not a list: write ${example}` });
}

/** Text with an example of it. YAML reads `1.10` as a number: then it wants quotes. */
function text(example: string) {
  const error = ({ input }: { readonly input?: unknown }) =>
    input === undefined
      ? `is missing: write one like ${example}`
      : `is not text: write ${example}, in quotes if need be`;
  return z.string({ error }).min(1, { error: `is empty: write one like ${example}` });
}

/** Text that means a quantity; `read` answers undefined where it means none. */
function quantity(read: (text: string) => number | undefined, problem: string) {
  return z.union([z.string(), z.number()], { error: problem }).transform((written, context) => {
    const value = read(String(written));
    if (value !== undefined && value > 0) return value;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

const bytes = quantity(parseBytes, 'is not a size: write one like 512Mi or 2GiB');
const duration = quantity(parseDuration, 'is not a duration: write one like 30m, 24h or 7d');

/** The value of a label, or an operator and what it applies to. */
const labelValue = text('the value of the label').superRefine((written, context) => {
  const { op, value } = labelMatcher('label', written);
  if (!op.endsWith('~')) return;
  try {
    readPattern(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: explain(error) });
  }
});

const target = text('http://10.0.0.7:6060')
  .refine(isHttpUrl, { error: 'is not an address: write one like http://10.0.0.7:6060', abort: true })
  .refine((written) => !holdsCredentials(written), {
    error: 'holds credentials, which the log would show: write them into pprofAuth (username and passwordFile)',
    abort: true,
  })
  .refine((written) => new URL(written).search === '' && new URL(written).hash === '', {
    error: 'has a part behind ? or #: write the address alone, and a token into pprofAuth (tokenFile)',
  });

const path = text('/metrics')
  .startsWith('/', { error: 'must begin with /, like /debug/pprof', abort: true })
  .refine((written) => !holdsSecretParameter(new URL(written, 'http://host').searchParams), {
    error: 'holds a secret, which the log would show: write it into pprofAuth (tokenFile)',
  });

const port = z
  .int({ error: 'is not a port: write a number from 1 to 65535' })
  .min(1, { error: 'is not a port: write a number from 1 to 65535' })
  .max(65_535, { error: 'is not a port: write a number from 1 to 65535' });

const repositoryUrl = text('https://github.com/acme/markets')
  .refine((url) => !holdsCredentials(url), {
    error: 'holds credentials: leave them out (links need none; GITHUB_TOKEN and GITLAB_TOKEN read the code)',
    abort: true,
  })
  .refine((url) => parseRepositoryUrl(url) !== undefined, {
    error: 'is not a repository: write its page, like https://github.com/acme/markets',
  });

/** `git@host:…` names a user too, but one that everyone shares. */
function holdsCredentials(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.password !== '' || (url.username !== '' && url.protocol.startsWith('http')));
}

/** The page of someone's repositories, without what may follow it. */
const owner = text('https://github.com/acme')
  .refine((written) => !holdsCredentials(written), { error: 'holds credentials: leave them out', abort: true })
  .refine((written) => isHttpUrl(written) && /^\/[^/]/.test(new URL(written).pathname), {
    error: 'is not the page of an owner: write one like https://github.com/acme',
    abort: true,
  })
  .transform((written) => {
    const { origin, pathname } = new URL(written);
    return `${origin}${pathname}`.replace(/\/+$/, '');
  });

const repository = only({
  url: repositoryUrl,
  revision: text('main').optional(),
  root: text('/build').optional(),
  path: text('services/markets').optional(),
  host: z.enum(HOST_KINDS, { error: `is no kind of host: write one of ${HOST_KINDS.join(', ')}` }).optional(),
});

/** Who reads pprof where the metrics are open to all. Secrets rather stand in files of their own. */
const pprofAuth = only({
  token: text('the bearer token').optional(),
  tokenFile: text('/etc/leakbot/pprof-token').optional(),
  username: text('leakbot').optional(),
  password: text('the password').optional(),
  passwordFile: text('/etc/leakbot/pprof-password').optional(),
  plainHttp: z.boolean({ error: 'must be true or false' }).optional(),
});

const pprofTls = only({
  ca: text('/etc/leakbot/ca.pem').optional(),
  insecure: z.boolean({ error: 'must be true or false' }).optional(),
});

/** Each costs the process a full collection: nothing asks for one a minute. */
const LEAST_BETWEEN_HISTOGRAMS = 5 * MINUTE;

const classHistogram = only({
  every: duration.refine((every) => every >= LEAST_BETWEEN_HISTOGRAMS, {
    error: 'is too often: each costs a full collection; write 5m or more',
  }),
  path: path.default('/debug/histogram'),
});

const service = only({
  name: text('markets-api').regex(/^[^\s/]+$/, {
    error: 'is not a name to type after /leak: write it without blanks and slashes',
  }),
  cluster: text('eu-1').optional(),
  namespace: text('prod').optional(),
  runtime: z
    .enum(RUNTIME_NAMES, {
      error: `is no runtime Leakbot knows: write one of ${RUNTIME_NAMES.join(', ')}, or leave it out`,
    })
    .optional(),
  selector: z
    // Since Prometheus 3 a label may have any name: OpenTelemetry's have dots.
    .record(z.string().regex(/^[^\s"{}=]+$/, { error: 'is not the name of a label' }), labelValue, {
      error: 'is not a list of labels: write { namespace: prod, container: markets-api }',
    })
    .optional(),
  targets: list(target, '[http://10.0.0.7:6060]').default([]),
  metricsPath: path.default('/metrics'),
  profilesFrom: z
    .enum(['pprof', 'jolokia', 'actuator'], {
      error: 'is nothing that shows profiles: write pprof, jolokia or actuator',
    })
    .optional(),
  pprofPath: path.optional(),
  pprofPort: port.optional(),
  pprofAuth: pprofAuth.optional(),
  pprofTls: pprofTls.optional(),
  memoryLimit: bytes.optional(),
  classHistogram: classHistogram.optional(),
  repository: repository.optional(),
  channel: channelId.optional(),
});

/** A JSONata expression; what is wrong with it, its own reader says. */
const expression = (example: string) => text(example);

const webhook = only({
  name: text('our-monitor').regex(/^[a-z0-9][a-z0-9-]*$/, {
    error: 'is no part of an address: write small letters, digits and dashes, like our-monitor',
  }),
  alerts: expression('events').optional(),
  id: expression('incident.id'),
  status: expression("\"state = 'OPEN' ? 'firing' : 'resolved'\""),
  title: expression('incident.name'),
  labels: expression('incident.tags').optional(),
  text: expression('incident.message').optional(),
  startsAt: expression('incident.opened_at'),
  url: expression('incident.link').optional(),
  test: expression("kind = 'test'").optional(),
});

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: 'is not the name of a label' });

const alertRule = only({
  starts: z.enum(RULE_OUTCOMES, { error: `is nothing that an alert starts: write one of ${RULE_OUTCOMES.join(', ')}` }),
  match: z.record(labelName, labelValue, { error: 'is not a list of labels: write { alertname: OurOom }' }),
}).transform(({ starts, match }) => ({
  outcome: starts,
  match: Object.entries(match).map(([label, written]) => labelMatcher(label, written)),
}));

/** How the files of a folder are named. */
const profileFolder = text('/profiles/{pod}/{kind}-{time}.pb.gz').transform((written, context) => {
  try {
    return pathTemplate(written);
  } catch (error) {
    context.addIssue({ code: 'custom', message: explain(error) });
    return z.NEVER;
  }
});

const jiraNumber = z.int({ error: 'is not a number of Jira’s: write the one in the address of its settings' }).min(1);

const jiraProject = only({
  url: text('https://acme.atlassian.net')
    .refine(isHttpUrl, { error: 'is not an address: write one like https://acme.atlassian.net', abort: true })
    .refine((written) => !holdsCredentials(written), { error: 'holds credentials: leave them out' }),
  project: jiraNumber,
  issueType: jiraNumber,
});

/** Searched in the words of a message; `service` names its parts. */
const search = text('OOMKilled|CrashLooping').superRefine((written, context) => {
  try {
    readPattern(written);
  } catch (error) {
    context.addIssue({ code: 'custom', message: explain(error) });
  }
});

const channelAlerts = only({
  channel: channelId,
  match: search,
  service: search
    .refine((written) => /\(\?P?<(service|workload|deployment|pod)>/.test(written), {
      error: "names no part: write (?<service>…) or (?<pod>…) around what names it, like '(?<service>[a-z0-9-]+)'",
    })
    .optional(),
  resolved: search.optional(),
});

const userGroupId = text('S0123').regex(/^S[A-Z0-9]{2,}$/, {
  error: 'is not the ID of a user group: write one like S0123456789',
});

/** `22:00` in minutes since midnight; `24:00` ends a day. */
const timeOfDay = text('"22:00"').transform((written, context) => {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(written) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (hours !== '' && Number(minutes) < 60 && total <= 24 * 60) return total;
  context.addIssue({ code: 'custom', message: 'is not a time of day: write one like "22:00", from 00:00 to 24:00' });
  return z.NEVER;
});

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const NO_KILLS = 'is not a number of kills: write one from 1 on, or never';

const quietHours = only({
  from: timeOfDay,
  to: timeOfDay,
  timeZone: text('Europe/Berlin').refine(isTimeZone, {
    error: 'is no time zone: write one like Europe/Berlin or UTC (the TZ identifiers of the IANA database)',
  }),
  days: list(z.enum(WEEKDAYS, { error: `is no day: write some of ${WEEKDAYS.join(', ')}` }), '[mon, fri]')
    .transform((days) => days.map((day) => WEEKDAYS.indexOf(day)))
    .default([]),
  channels: list(channelId, '[C0123456789]').default([]),
  services: list(text('markets-api'), '[markets-api, prod/orders]').default([]),
  opens: only({
    kills: z
      .union([z.int(), z.literal('never')], { error: NO_KILLS })
      .refine((kills) => kills === 'never' || kills > 0, { error: NO_KILLS })
      .default(3),
    match: z
      .record(labelName, labelValue, { error: 'is not a list of labels: write { severity: critical }' })
      .transform((labels) => Object.entries(labels).map(([label, written]) => labelMatcher(label, written)))
      .optional(),
  }).prefault({}),
}).refine(({ from, to }) => from !== to, {
  error: 'begin when they end: write 00:00 to 24:00 for whole days',
  path: ['to'],
});

/** `leakbot.yaml`; each part may be left out. */
export const yamlSchema = only({
  services: list(service, '- name: markets-api').default([]),
  collector: only({
    every: text('1m, or a cron expression').default('1m'),
    keep: duration.prefault('7d'),
    maxBytes: bytes.prefault('2GiB'),
  }).prefault({}),
  kubernetes: only({
    namespaces: list(text('prod'), '[prod]').default([]),
    cluster: text('eu-1').optional(),
  }).optional(),
  profileFolders: list(profileFolder, '- /profiles/{pod}/{kind}-{time}.pb.gz').default([]),
  webhooks: list(webhook, '- { name: our-monitor, id: id, status: …, title: name, startsAt: time }')
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: 'has two of one name: each answers at an address of its own',
    })
    .default([]),
  alertRules: list(alertRule, "- { starts: oom-kill, match: { alertname: '=~Our.*Oom.*' } }").default([]),
  slackAlerts: list(channelAlerts, "- { channel: C0123456789, match: 'OOMKilled|CrashLooping' }").default([]),
  issues: only({ jira: jiraProject.optional() }).optional(),
  code: only({
    owners: list(owner, '[https://github.com/acme]').default([]),
    publicOwners: list(owner, '[https://github.com/acme]').default([]),
  }).prefault({}),
  quietHours: list(quietHours, '- { from: "22:00", to: "07:00", timeZone: Europe/Berlin }').default([]),
  cooldown: duration.prefault('6h'),
  access: only({
    channels: list(channelId, '[C0123456789]').default([]),
    userGroups: list(userGroupId, '[S0123456789]').default([]),
    guests: z.boolean({ error: 'must be true or false' }).default(false),
    otherWorkspaces: z.boolean({ error: 'must be true or false' }).default(false),
  }).prefault({}),
});

export type YamlSettings = z.output<typeof yamlSchema>;
export type YamlService = z.output<typeof service>;
