import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { migrations } from '../../src/adapters/stores/migrations.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { answering, EMPTY_PROMETHEUS, LOGIN_PAGE } from './servers.ts';
import type { SetUp } from './set-up.ts';

const EXAMPLE = new URL('../../.env.example', import.meta.url);
const yaml = (text: string) => () => ({ 'leakbot.yaml': text });
const prometheus: SetUp['env'] = ({ server }) => ({ PROMETHEUS_URL: server.url });
const target: SetUp['files'] = ({ server }) => ({
  'leakbot.yaml': JSON.stringify({ services: [{ name: 'api', namespace: 'prod', targets: [server.url] }] }),
});

const kubernetes = { 'leakbot.yaml': 'kubernetes: { namespaces: [prod] }' };
const cluster: Pick<SetUp, 'env' | 'files'> = {
  env: () => ({ KUBECONFIG: 'config' }),
  files: ({ server }) => ({ ...kubernetes, config: kubeconfigText(server.url) }),
};

/** Wrong set-ups that people really make, in the order in which one meets them. */
export const SET_UPS: readonly SetUp[] = [
  { name: 'an empty folder', whole: false },
  {
    name: '.env.example copied, nothing filled in',
    whole: false,
    files: () => ({ '.env': readFileSync(EXAMPLE, 'utf8') }),
  },
  { name: 'LEAKBOT_CHANEL', whole: true, env: () => ({ LEAKBOT_CHANEL: 'C0123456789', LEAKBOT_CHANNEL: undefined }) },
  { name: 'PROMETEUS_URL', whole: true, env: () => ({ PROMETEUS_URL: 'http://127.0.0.1:9' }) },
  { name: 'SLACK_BOT_TOKN', whole: true, env: () => ({ SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKN: 'xoxb-1' }) },
  { name: 'the app-level token as bot token', whole: true, env: () => ({ SLACK_BOT_TOKEN: 'xapp-1-A-1' }) },
  { name: 'the bot token as app-level token', whole: true, env: () => ({ SLACK_APP_TOKEN: 'xoxb-1' }) },
  { name: 'Socket Mode and HTTP at once', whole: true, env: () => ({ SLACK_SIGNING_SECRET: '0123456789abcdef' }) },
  { name: 'a channel by its name', whole: true, env: () => ({ LEAKBOT_CHANNEL: '#alerts' }) },
  { name: 'port 99999', whole: true, env: () => ({ LEAKBOT_PORT: '99999' }) },
  { name: 'LOG_LEVEL=verbose', whole: true, env: () => ({ LOG_LEVEL: 'verbose' }) },
  { name: 'an address without http://', whole: true, env: () => ({ PROMETHEUS_URL: 'prometheus:9090' }) },
  {
    name: 'a token in the address',
    whole: true,
    env: () => ({ PROMETHEUS_URL: 'http://prometheus:9090/?token=abc' }),
  },
  {
    name: 'NAME_FILE of a file that is not there',
    whole: true,
    env: () => ({ PROMETHEUS_TOKEN_FILE: 'no-such-file' }),
  },
  {
    name: 'NAME_FILE of an empty file',
    whole: true,
    env: () => ({ PROMETHEUS_TOKEN_FILE: 'token' }),
    files: () => ({ token: '\n' }),
  },
  {
    name: 'a secret and its file at once',
    whole: true,
    env: () => ({ PROMETHEUS_TOKEN: 'abc', PROMETHEUS_TOKEN_FILE: 'token' }),
    files: () => ({ token: 'abc' }),
  },
  { name: 'a secret’s name with _FILE on what is no secret', whole: true, env: () => ({ LEAKBOT_PORT_FILE: 'port' }) },
  { name: 'no webhook token, open to all', whole: true, env: () => ({ LEAKBOT_HOST: '0.0.0.0' }) },
  { name: 'a webhook token of three characters', whole: true, env: () => ({ LEAKBOT_WEBHOOK_TOKEN: 'abc' }) },
  { name: 'a host of code without its token', whole: true, env: () => ({ GITHUB_URL: 'https://github.example.com' }) },
  { name: 'LEAKBOT_CONFIG of a file that is not there', whole: true, env: () => ({ LEAKBOT_CONFIG: 'conf.yaml' }) },
  { name: 'leakbot.yaml that is no YAML', whole: true, files: yaml('services:\n  - name: api\n name: b: c\n') },
  { name: 'a tab in leakbot.yaml', whole: true, files: yaml('services:\n\t- name: api\n') },
  { name: 'an unknown key', whole: true, files: yaml('servces:\n  - name: api\n') },
  { name: 'an unknown runtime', whole: true, files: yaml('services: [{ name: api, runtime: cobol }]') },
  { name: 'a service without a name', whole: true, files: yaml('services: [{ namespace: prod }]') },
  { name: 'a service twice', whole: true, files: yaml('services: [{ name: api }, { name: api }]') },
  { name: 'a schedule in words', whole: true, files: yaml('collector: { every: sometimes }') },
  {
    name: 'a selector that is no pattern',
    whole: true,
    files: yaml('services: [{ name: api, selector: \'pod=~"["\' }]'),
  },
  {
    name: 'a mapping that is no JSONata',
    whole: true,
    files: yaml('webhooks: [{ name: ours, id: "key[", status: "\'firing\'", title: name, startsAt: at }]'),
  },
  {
    name: 'a text file as store',
    whole: true,
    files: () => ({ 'leakbot.db': 'these are not the bytes of a database' }),
  },
  { name: 'a folder as store', whole: true, prepare: ({ folder }) => void mkdirSync(join(folder, 'leakbot.db')) },
  {
    name: 'a store in a folder that is a file',
    whole: true,
    env: () => ({ LEAKBOT_DATABASE: 'data/leakbot.db' }),
    files: () => ({ data: '' }),
  },
  {
    name: 'a store of a newer Leakbot',
    whole: true,
    async prepare({ folder }) {
      const newer = { ...migrations, '998-of-tomorrow': { up: () => Promise.resolve() } };
      await (await openDatabase(join(folder, 'leakbot.db'), { migrations: newer })).destroy();
    },
  },
  { name: 'Prometheus: nothing listens', whole: true, env: prometheus },
  { name: 'Prometheus: wants credentials', whole: true, env: prometheus, serve: answering(401, 'Unauthorized') },
  {
    name: 'Prometheus: refuses the token',
    whole: true,
    env: ({ server }) => ({ PROMETHEUS_URL: server.url, PROMETHEUS_TOKEN: 'old' }),
    serve: answering(401, 'Unauthorized'),
  },
  { name: 'Prometheus: a login page', whole: true, env: prometheus, serve: LOGIN_PAGE },
  { name: 'Prometheus: another API', whole: true, env: prometheus, serve: answering(200, '{}', 'application/json') },
  { name: 'Prometheus: the wrong path', whole: true, env: prometheus, serve: answering(404, '404 page not found') },
  {
    name: 'Prometheus: https:// of a server that speaks HTTP',
    whole: true,
    env: ({ server }) => ({ PROMETHEUS_URL: server.url.replace('http:', 'https:') }),
    serve: EMPTY_PROMETHEUS,
  },
  { name: 'Prometheus: knows no service', whole: true, env: prometheus, serve: EMPTY_PROMETHEUS },
  {
    name: 'Pyroscope: a login page',
    whole: true,
    env: ({ server }) => ({ PYROSCOPE_URL: server.url }),
    serve: LOGIN_PAGE,
  },
  { name: 'a target where nothing listens', whole: true, files: target },
  { name: 'a target without pprof', whole: true, files: target, serve: answering(404, '404 page not found') },
  { name: 'kubernetes: nothing listens', whole: true, ...cluster },
  {
    name: 'kubernetes: a service account without the right to read pods',
    whole: true,
    ...cluster,
    serve: answering(403, '{"kind":"Status","code":403,"reason":"Forbidden"}', 'application/json'),
  },
  {
    name: 'kubernetes: KUBECONFIG of a file that is not there',
    whole: true,
    env: () => ({ KUBECONFIG: 'no-such-file' }),
    files: () => kubernetes,
  },
  {
    name: 'kubernetes: KUBECONFIG of something else',
    whole: true,
    env: () => ({ KUBECONFIG: 'config' }),
    files: () => ({ ...kubernetes, config: 'these are not the settings of a cluster' }),
  },
  {
    name: 'Slack: a token that is revoked',
    whole: true,
    prepare: ({ workspace }) =>
      workspace.faults.add({ method: '*', kind: 'error', error: 'token_revoked', times: 1000 }),
  },
  { name: 'Slack: a channel that is not there', whole: true, env: () => ({ LEAKBOT_CHANNEL: 'C0NOWHERE' }) },
  {
    name: 'Slack: not invited into the channel',
    whole: true,
    env: ({ workspace }) => ({ LEAKBOT_CHANNEL: workspace.channels['private']?.id }),
  },
  { name: 'Slack: a user group that is not there', whole: true, files: yaml('access: { userGroups: [S0NOWHERE] }') },
  {
    name: 'the port is taken',
    whole: true,
    env: ({ server }) => ({ LEAKBOT_PORT: String(server.port) }),
    serve: LOGIN_PAGE,
  },
];
