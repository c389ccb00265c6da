import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { kindsBy } from '../../src/alert/rules.ts';
import { DECLARED_ADDRESSES, DECLARED_SECRETS, SECRET_NAMES, SETTING_NAMES } from '../../src/config/environment.ts';
import { InvalidSettingsError } from '../../src/config/fault.ts';
import { readSettings, type SettingsSource } from '../../src/config/read-settings.ts';
import { DAY } from '../../src/measurement/duration.ts';
import { RUNTIME_NAMES } from '../../src/runtime/runtimes.ts';
import { fullName } from '../../src/service/directory.ts';
import { workloadKey } from '../../src/service/service.ts';

const ENOUGH = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_APP_TOKEN: 'xapp-1-secret',
  LEAKBOT_CHANNEL: 'C0123456789',
  LEAKBOT_WEBHOOK_TOKEN: 'hunter2hunter2',
};

/** Settings as the bot would read them, from variables and files that are all there is. */
function read(env: Record<string, string>, files: Record<string, string> = {}, change: Partial<SettingsSource> = {}) {
  return readSettings({
    env,
    cwd: '/srv',
    need: 'start',
    checkSchedule: (every) => {
      if (!/^\d+[smh]$/.test(every)) throw new Error('is no schedule');
    },
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
      return text;
    },
    ...change,
  });
}

function faultsOf(...given: Parameters<typeof read>): readonly string[] {
  try {
    read(...given);
  } catch (error) {
    if (error instanceof InvalidSettingsError) return error.faults.map(({ where, problem }) => `${where}: ${problem}`);
    throw error;
  }
  return [];
}

const yaml = (text: string) => ({ '/srv/leakbot.yaml': text });

describe('the environment', () => {
  test('needs four values; the rest has defaults', () => {
    expect(read(ENOUGH)).toMatchObject({
      channel: 'C0123456789',
      http: { host: '0.0.0.0', port: 8080 },
      database: '/srv/data/leakbot.db',
      logLevel: 'info',
      services: [],
      collector: { every: '1m', keep: 7 * DAY, maxBytes: 2 * 1024 ** 3 },
      access: { channels: [], userGroups: [], guests: false, otherWorkspaces: false },
      quietHours: [],
      cooldown: 6 * 3_600_000,
    });
  });

  test('shows everything that is missing at once', () => {
    expect(faultsOf({ SLACK_BOT_TOKN: 'x', LEAKBOT_PROT: '1' })).toEqual([
      'LEAKBOT_PROT: is no setting; did you mean LEAKBOT_PORT?',
      expect.stringMatching(/^SLACK_BOT_TOKEN: is missing: .*\(SLACK_BOT_TOKN is set: did you mean that\?\)$/),
      expect.stringMatching(/^SLACK_APP_TOKEN: is missing: .* or SLACK_SIGNING_SECRET/),
      expect.stringMatching(/^LEAKBOT_CHANNEL: is missing: /),
      expect.stringMatching(/^LEAKBOT_WEBHOOK_TOKEN: is missing: /),
    ]);
  });

  test.each<[string, Record<string, string>, RegExp | undefined]>([
    ['an app token where the bot token belongs', { SLACK_BOT_TOKEN: 'xapp-1' }, /^SLACK_BOT_TOKEN: .*xoxb-/],
    ['both ways to Slack', { SLACK_SIGNING_SECRET: 's' }, /^SLACK_SIGNING_SECRET: .*keep/],
    ['a port out of range', { LEAKBOT_PORT: '70000' }, /^LEAKBOT_PORT: .*65535/],
    ['a channel by name', { LEAKBOT_CHANNEL: '#oncall' }, /^LEAKBOT_CHANNEL: .*C0123456789/],
    ['an address without scheme', { PROMETHEUS_URL: 'prometheus:9090' }, /^PROMETHEUS_URL: .*http:/],
    ['a token for no source', { PARCA_TOKEN: 't' }, /^PARCA_TOKEN: .*PARCA_URL/],
    ['two profile servers', { PARCA_URL: 'http://a', PYROSCOPE_URL: 'http://b' }, /^PARCA_URL: .*PYROSCOPE_URL/],
    ['a user without password', { PROMETHEUS_URL: 'http://a', PROMETHEUS_USERNAME: 'u' }, /PROMETHEUS_PASSWORD/],
    ['a level of another logger', { LOG_LEVEL: 'verbose' }, /^LOG_LEVEL: .*trace, debug/],
    ['a file for what is no secret', { LEAKBOT_PORT_FILE: '/p' }, /^LEAKBOT_PORT_FILE: .*write LEAKBOT_PORT/],
    [
      'a file that is not there',
      { GITHUB_TOKEN_FILE: '/gone' },
      /^GITHUB_TOKEN_FILE: names \/gone, which is not there/,
    ],
    ['a file and a value', { GITHUB_TOKEN_FILE: '/p', GITHUB_TOKEN: 't' }, /^GITHUB_TOKEN: .*keep one/],
    ['a config file that is not there', { LEAKBOT_CONFIG: 'other.yaml' }, /^LEAKBOT_CONFIG: names other.yaml/],
    ['an empty value, which is none', { PROMETHEUS_URL: '' }, undefined],
    [
      'what Kubernetes sets for a Service called leakbot',
      { LEAKBOT_PORT: 'tcp://10.0.0.1:8080', LEAKBOT_SERVICE_HOST: '10.0.0.1', LEAKBOT_PORT_8080_TCP_ADDR: '10.0.0.1' },
      undefined,
    ],
  ])('%s', (_, change, fault) => {
    const faults = faultsOf({ ...ENOUGH, ...change });
    expect(faults).toEqual(fault === undefined ? [] : [expect.stringMatching(fault)]);
  });

  test('alerts from this machine only need no token', () => {
    const { LEAKBOT_WEBHOOK_TOKEN: _, ...rest } = ENOUGH;
    expect(faultsOf({ ...rest, LEAKBOT_HOST: '127.0.0.1' })).toEqual([]);
  });

  test('a headless investigation needs no Slack', () => {
    expect(read({}, {}, { need: 'investigate' })).toMatchObject({ slack: undefined, channel: undefined });
  });

  test.each(SECRET_NAMES)('%s may stand in a file, and never prints', (name) => {
    const value = { SLACK_BOT_TOKEN: 'xoxb-psst-psst-psst', SLACK_APP_TOKEN: 'xapp-psst-psst-psst' }[name];
    const text = value ?? (name === 'HTTPS_PROXY' ? 'http://u:psst@proxy:3128' : 'psst-psst-psst-psst');
    const source = name.replace(/_(TOKEN|PASSWORD)$/, '');
    const beside = {
      ...(['PROMETHEUS', 'PYROSCOPE', 'PARCA', 'GRAFANA'].includes(source)
        ? { [`${source}_URL`]: 'http://source' }
        : {}),
      ...(name === 'PAGERDUTY_API_TOKEN' ? { PAGERDUTY_FROM: 'oncall@acme.io' } : {}),
      ...(name.endsWith('_PASSWORD') ? { [`${source}_USERNAME`]: 'u' } : {}),
    };
    const settings = read(
      { [`${name}_FILE`]: 'secret', ...beside },
      { '/srv/secret': `${text}\n` },
      { need: 'doctor' },
    );
    const printed = [JSON.stringify(settings), inspect(settings, { depth: 9, showHidden: true })].join();
    expect(printed).not.toContain('psst');
  });

  test.each([
    ['PAGERDUTY_API_TOKEN', /PAGERDUTY_FROM/],
    ['GRAFANA_TOKEN', /GRAFANA_URL/],
    ['JIRA_ISSUES_USER', /JIRA_ISSUES_TOKEN/],
  ])('%s alone cannot write back', (name, fault) => {
    expect(faultsOf({ ...ENOUGH, [name]: 'a-token' })).toEqual([expect.stringMatching(fault)]);
  });

  test('a user in the address of a source is taken out of it', () => {
    const { prometheus } = read({ ...ENOUGH, PROMETHEUS_URL: 'https://u:p%40ss@mimir/prometheus/' });
    expect(prometheus).toMatchObject({ url: 'https://mimir/prometheus', username: 'u' });
    expect(prometheus?.password?.reveal()).toBe('p@ss');
  });

  test('.env stands below the real environment', () => {
    const files = { '/srv/.env': 'LEAKBOT_PORT=1\nLEAKBOT_HOST="127.0.0.1"\n' };
    expect(read({ ...ENOUGH, LEAKBOT_PORT: '2' }, files).http).toMatchObject({ port: 2, host: '127.0.0.1' });
  });
});

describe('leakbot.yaml', () => {
  test('takes labels by any name that Prometheus 3 has, OpenTelemetry’s with dots too', () => {
    const { services } = read(ENOUGH, yaml('services: [{ name: a, selector: { k8s.deployment.name: api } }]'));
    expect(services[0]?.selector).toContainEqual({ label: 'k8s.deployment.name', op: '=', value: 'api' });
  });

  test('shows every fault with line and path, together with those of the environment', () => {
    const text = `services:
  - name: markets-api
    runtime: cobol
    metrcsPath: /m
    memoryLimit: lots
    targets: [10.0.0.7:6060]
    repository: { url: https://bot:hunter2@github.com/acme/markets }
collector: { every: often, keep: 7 }
acces: {}
`;
    const faults = faultsOf({ ...ENOUGH, LEAKBOT_PORT: 'x' }, yaml(text));
    expect(faults).toEqual([
      expect.stringMatching(/^LEAKBOT_PORT: /),
      expect.stringMatching(new RegExp(`^leakbot.yaml:3 services\\[0\\].runtime: .*${RUNTIME_NAMES.join(', ')}`)),
      expect.stringMatching(/^leakbot.yaml:4 services\[0\]: metrcsPath .*did you mean metricsPath\?/),
      expect.stringMatching(/^leakbot.yaml:5 services\[0\].memoryLimit: .*512Mi/),
      expect.stringMatching(/^leakbot.yaml:6 services\[0\].targets\[0\]: .*http:/),
      expect.stringMatching(/^leakbot.yaml:7 services\[0\].repository.url: holds credentials/),
      expect.stringMatching(/^leakbot.yaml:8 collector.keep: /),
      expect.stringMatching(/^leakbot.yaml:9: acces .*did you mean access\?/),
    ]);
    expect(faults.join()).not.toContain('hunter2');
  });

  test.each<[string, string, RegExp | undefined]>([
    ['an empty file', '', undefined],
    ['only comments', '# nothing yet\n', undefined],
    ['broken YAML', 'services: [\n', /^leakbot.yaml:\d+: is not YAML/],
    ['a list at the top', '- name: a\n', /^leakbot.yaml:1: must hold settings/],
    ['a service twice', 'services: [{ name: a }, { name: b }, { name: a }]', /services\[2\].name: a is services\[0\]/],
    ['the same name in two clusters', 'services: [{ name: a, cluster: x }, { name: a, cluster: y }]', undefined],
    ['credentials in a repository', 'services: [{ name: a, repository: { url: https://u:p@h/o/r } }]', /credentials/],
    ['a clone address', 'services: [{ name: a, repository: { url: "git@github.com:acme/a.git" } }]', undefined],
    ['no repository', 'services: [{ name: a, repository: { url: nowhere } }]', /repository.url: is not a repository/],
    ['a label value that YAML reads as a number', 'services: [{ name: a, selector: { version: 1.10 } }]', /in quotes/],
    ['an odd label', 'services: [{ name: a, selector: { "a b": x } }]', /selector/],
    ['a matcher that does not compile', 'services: [{ name: a, selector: { pod: "=~(" } }]', /regular expression/],
    ['half a user', 'services: [{ name: a, namespace: n, pprofAuth: { username: u } }]', /passwordFile/],
    ['a schedule that is none', 'collector: { every: often }', /^leakbot.yaml:1 collector.every: is no schedule/],
    [
      'pprofAuth that goes nowhere',
      'services: [{ name: a, pprofAuth: { token: t } }]',
      /pprofAuth: goes to no process: name the namespace/,
    ],
    ['a user in a target', 'services: [{ name: a, targets: ["http://u:hunter2@h:1"] }]', /pprofAuth \(username and/],
    ['a token in a target', 'services: [{ name: a, targets: ["http://h:1/?token=hunter2"] }]', /pprofAuth \(tokenFile/],
    ['a token in a path', 'services: [{ name: a, metricsPath: "/m?api_key=hunter2" }]', /metricsPath: .*tokenFile/],
    ['a parameter that is none', 'services: [{ name: a, metricsPath: "/federate?match[]=up" }]', undefined],
    ['a token in an owner', 'code: { owners: ["https://hunter2@github.com/acme"] }', /owners\[0\]: holds credentials/],
    ['an owner without a name', 'code: { owners: ["https://github.com/"] }', /like https:\/\/github.com\/acme/],
    [
      'two mappings of one name',
      `webhooks: [${'{ name: ours, id: a, status: b, title: c, startsAt: d },'.repeat(2)}]`,
      /webhooks: has two of one name/,
    ],
    ['a mapping without a time', 'webhooks: [{ name: ours, id: a, status: b, title: c }]', /startsAt: is missing/],
    ['a rule for nothing', 'alertRules: [{ starts: fire, match: { a: b } }]', /write one of oom-kill, /],
    [
      'a rule with a matcher that is none',
      'alertRules: [{ starts: ignore, match: { a: "=~(" } }]',
      /regular expression/,
    ],
    [
      'a time of day',
      'quietHours: [{ from: 22, to: "07:00", timeZone: UTC }]',
      /quietHours\[0\].from: .*write "22:00"/,
    ],
    ['a time of no day', 'quietHours: [{ from: "24:01", to: "07:00", timeZone: UTC }]', /from: .*from 00:00 to 24:00/],
    ['an abbreviated zone', 'quietHours: [{ from: "22:00", to: "07:00", timeZone: CESTX }]', /no time zone: .*Europe/],
    ['no zone', 'quietHours: [{ from: "22:00", to: "07:00" }]', /timeZone: .*Europe\/Berlin/],
    [
      'no hours',
      'quietHours: [{ from: "07:00", to: "07:00", timeZone: UTC }]',
      /begin when they end: .*00:00 to 24:00/,
    ],
    ['no day', 'quietHours: [{ from: "22:00", to: "07:00", timeZone: UTC, days: [monday] }]', /write some of sun, mon/],
    ['no kill', 'quietHours: [{ from: "22:00", to: "07:00", timeZone: UTC, opens: { kills: 0 } }]', /number of kills/],
    ['histograms', 'services: [{ name: a, classHistogram: { every: 30m } }]', undefined],
    [
      'a histogram a minute',
      'services: [{ name: a, classHistogram: { every: 1m } }]',
      /every: is too often: .*5m or more/,
    ],
    ['a cooldown', 'cooldown: soon', /cooldown: is not a duration/],
    ['a user group by name', 'access: { userGroups: [oncall] }', /access.userGroups\[0\]: .*S0123456789/],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(ENOUGH, yaml(text))).toEqual(fault === undefined ? [] : [expect.stringMatching(fault)]);
  });

  test('a service is shaped for the rest of Leakbot', () => {
    const text = `services:
  - { name: a, namespace: prod, selector: { container: app, pod: '=~a-.*' }, memoryLimit: 512Mi }
  - { name: b, cluster: eu-1, namespace: prod }
`;
    const { services } = read(ENOUGH, yaml(text));
    expect(services).toMatchObject([
      {
        workload: { namespace: 'prod', name: 'a', container: 'app' },
        selector: [
          { label: 'container', op: '=', value: 'app' },
          { label: 'pod', op: '=~', value: 'a-.*' },
        ],
        memoryLimit: 512 * 1024 ** 2,
        metricsPath: '/metrics',
        pprofPath: '/debug/pprof',
      },
      {
        workload: { cluster: 'eu-1', namespace: 'prod', name: 'b', container: 'b' },
        selector: [{ label: 'cluster' }, { label: 'namespace' }, { label: 'container', value: 'b' }],
      },
    ]);
  });

  test('credentials for pprof are kept beside the services, which are stored', () => {
    const files = {
      ...yaml(
        'services: [{ name: a, namespace: n, pprofPort: 6061, pprofAuth: { tokenFile: t }, pprofTls: { ca: ca.pem } }]',
      ),
      '/srv/t': 'psst\n',
      '/srv/ca.pem': '-----BEGIN CERTIFICATE-----',
    };
    const settings = read(ENOUGH, files);
    const [service] = settings.services;
    const access = service && settings.pprofAccess.get(workloadKey(service.workload));
    expect(access).toMatchObject({ port: 6061, tls: { ca: '-----BEGIN CERTIFICATE-----' } });
    expect(access?.token?.reveal()).toBe('psst');
    expect(inspect(settings, { depth: 9 })).not.toContain('psst');
  });
});

test.each([
  ['PROMETHEUS_URL', 'https://mimir/?token=hunter2', /PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME/],
  ['PYROSCOPE_URL', 'https://pyro/?apikey=hunter2', /PYROSCOPE_TOKEN/],
  ['SLACK_API_URL', 'https://u:hunter2@proxy/api/', /SLACK_BOT_TOKEN/],
  ['GITHUB_URL', 'https://hunter2@ghe.acme.io', /GITHUB_TOKEN/],
])('a secret in %s is refused, with the setting that is its place, and not shown', (name, value, place) => {
  const faults = faultsOf({ ...ENOUGH, GITHUB_TOKEN: 'x', [name]: value }, yaml(''));
  expect(faults).toEqual([expect.stringMatching(place)]);
  expect(faults.join()).not.toContain('hunter2');
});

describe('an empty value is not set', () => {
  test('in .env and in the environment: it does not hide the other', () => {
    const files = { ...yaml(''), '/srv/.env': 'LEAKBOT_PORT=\nLEAKBOT_HOST=127.0.0.1\nLEAKBOT_CHANNEL=""\n' };
    const settings = read({ ...ENOUGH, LEAKBOT_PORT: '81', LEAKBOT_HOST: ' ' }, files);
    expect([settings.http.port, settings.http.host, settings.channel]).toEqual([81, '127.0.0.1', 'C0123456789']);
  });

  test('.env.example, copied unchanged, leads to the four settings that are missing', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const faults = faultsOf({}, { ...yaml(''), '/srv/.env': example });
    const names = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'LEAKBOT_CHANNEL', 'LEAKBOT_WEBHOOK_TOKEN'];
    expect(faults).toEqual(names.map((name) => expect.stringMatching(`^${name}: is missing: `) as string));
    expect(faults.join()).not.toContain('did you mean');
  });
});

describe('the examples', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const lines = [...example.matchAll(/^#?\s?([A-Z][A-Z_]+)=(.*)$/gm)].map(([line, name = '', value = '']) => ({
    line,
    name,
    value,
  }));

  test('.env.example lists every setting once', () => {
    expect(lines.map(({ name }) => name).sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('.env.example says of each setting that a sender or a host declares what its object says of it', () => {
    const above = new Map(
      [...example.matchAll(/^# (.+)\n(?:# )?([A-Z_]+)=$/gm)].map(([, comment, name]) => [name, comment]),
    );
    const declared = [...DECLARED_SECRETS, ...DECLARED_ADDRESSES];
    expect(declared.map(({ name }) => above.get(name))).toEqual(declared.map(({ comment }) => comment));
  });

  test('.env.example shows the defaults', () => {
    const defaults = lines.filter(({ line, value }) => line.startsWith('#') && value !== '');
    const shown: Record<string, string> = Object.fromEntries(defaults.map(({ name, value }) => [name, value]));
    expect(read({ ...ENOUGH, ...shown }, yaml(''))).toEqual(read(ENOUGH));
  });

  test('leakbot.example.yaml can be used as it is', () => {
    const text = readFileSync(new URL('../../leakbot.example.yaml', import.meta.url), 'utf8');
    expect(read(ENOUGH, yaml(text)).services.map(fullName)).toEqual(['eu-1/prod/markets-api']);
  });
});

test('a rule in leakbot.yaml decides which alerts start an investigation, and as what', () => {
  const rules = [
    'alertRules:',
    '  - { starts: memory-near-limit, match: { alertname: "=~Our(Quota|Cap)Warning" } }',
    '  - { starts: ignore, match: { namespace: "=~dev-.*" } }',
  ];
  const { alertRules } = read(ENOUGH, yaml(rules.join('\n')));
  const kindOf = kindsBy(alertRules);
  expect(kindOf({ labels: { alertname: 'OurQuotaWarning' } })).toBe('memory-near-limit');
  expect(kindOf({ labels: { alertname: 'KubeContainerOOMKilled', namespace: 'dev-1' } })).toBeUndefined();
  expect(kindOf({ labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod' } })).toBe('oom-kill');
});
