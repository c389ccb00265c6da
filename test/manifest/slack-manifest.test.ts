import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventRules } from '../../scripts/workspace/rules/events.ts';
import { isMethod, methodRules } from '../../scripts/workspace/rules/methods.ts';
import { EVENTS, SCOPES } from '../../src/slack/scopes.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const published = z.fromJSONSchema(
  JSON.parse(read('test/fixtures/slack-manifest-schema/manifest.schema.1.0.0.json')) as Parameters<
    typeof z.fromJSONSchema
  >[0],
);

/** What of a manifest the tests compare. */
const shape = z.object({
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }).loose(),
    slash_commands: z.array(z.object({ url: z.string().optional() }).loose()),
    shortcuts: z.array(z.object({ callback_id: z.string() }).loose()),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({
      event_subscriptions: z.object({ request_url: z.string().optional(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ request_url: z.string().optional() }).loose(),
      socket_mode_enabled: z.boolean(),
    })
    .loose(),
});

const manifest = (name: string) => JSON.parse(read(`manifest/${name}`)) as unknown;

describe.each(['slack.json', 'slack-http.json'])('manifest/%s', (name) => {
  test('keeps to the schema that Slack publishes', () => {
    expect(published.safeParse(manifest(name)).error?.issues ?? []).toEqual([]);
  });

  test('justifies each scope and event in the README', () => {
    const { oauth_config, settings } = shape.parse(manifest(name));
    const readme = read('manifest/README.md');
    const unexplained = [...oauth_config.scopes.bot, ...settings.event_subscriptions.bot_events].filter(
      (each) => !new RegExp(`^\\| .*\`${each}\``, 'm').test(readme),
    );
    expect(unexplained).toEqual([]);
  });
});

test('the schema refuses what Slack refuses', () => {
  const wrong = { display_information: { name: 'x'.repeat(36) }, settings: { socket_mode: true } };
  expect(published.safeParse(wrong).success).toBe(false);
});

test('Socket Mode and HTTP differ in how Slack reaches the app, in nothing else', () => {
  const [socket, http] = [shape.parse(manifest('slack.json')), shape.parse(manifest('slack-http.json'))];
  const url = 'https://leakbot.example.com/slack/events';
  expect(http).toEqual({
    ...socket,
    features: { ...socket.features, slash_commands: socket.features.slash_commands.map((each) => ({ ...each, url })) },
    settings: {
      ...socket.settings,
      event_subscriptions: { ...socket.settings.event_subscriptions, request_url: url },
      interactivity: { ...socket.settings.interactivity, request_url: url, message_menu_options_url: url },
      socket_mode_enabled: false,
    },
  });
});

/** The methods of the Web API that the code calls with the bot token. */
function methodsCalled(): readonly string[] {
  const root = join(import.meta.dirname, '../../src');
  const sources = globSync('{slack,commands}/**/*.ts', { cwd: root }).map((path) => read(`src/${path}`));
  const calls = sources.flatMap((source) => [...source.matchAll(/client\.([a-z]+(?:\.[a-zA-Z]+)+)\(/g)]);
  return [...new Set(calls.map(([, method = '']) => method))].filter((method) => method !== 'apps.connections.open');
}

/** Where a scope is for public channels, its twin is for private ones. */
const PRIVATE: Readonly<Record<string, string>> = {
  'channels:history': 'groups:history',
  'channels:read': 'groups:read',
};

test('asks for the scopes that its calls, events and commands need, and for no other', () => {
  const { oauth_config, features } = shape.parse(manifest('slack.json'));
  const called = methodsCalled();
  expect(called.filter((method) => !isMethod(method))).toEqual([]);
  const ofCalls = called.flatMap((method) => (isMethod(method) ? methodRules[method].scopes : []));
  const ofEvents = Object.values(eventRules).flatMap(({ subscription, scope }) =>
    subscription in EVENTS && scope !== undefined ? [scope] : [],
  );
  const needed = new Set([...ofCalls, ...ofEvents, ...(features.slash_commands.length > 0 ? ['commands'] : [])]);
  const both = [...needed].flatMap((scope) => [scope, ...(PRIVATE[scope] === undefined ? [] : [PRIVATE[scope]])]);
  expect(oauth_config.scopes.bot).toEqual([...new Set(both)].sort());
  expect(Object.keys(SCOPES).sort()).toEqual([...new Set(both)].sort());
});

test('has the Home tab that the code draws', () => {
  const { features } = shape.parse(manifest('slack.json'));
  expect(features.app_home.home_tab_enabled).toBe(methodsCalled().includes('views.publish'));
});

test('subscribes to the events that the code takes, and to no other', () => {
  const { settings } = shape.parse(manifest('slack.json'));
  expect(settings.event_subscriptions.bot_events).toEqual(Object.keys(EVENTS).sort());
});
