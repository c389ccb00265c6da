import { asList, asPayload, asPayloads, asText, type Payload } from './payload.ts';

/** What the workspace takes from a Slack app manifest. */
export interface Manifest {
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
  }[];
  readonly shortcuts: readonly { readonly name: string; readonly callbackId: string; readonly type: string }[];
  readonly interactivity: boolean;
  readonly homeTab: boolean;
  /** Whether there is an address that options of menus are asked from, which only HTTP mode needs. */
  readonly menuOptions: boolean;
}

/** Reads the parsed `manifest/slack.json`; absent parts mean "not granted", as in Slack. */
export function readManifest(source: Payload): Manifest {
  const features = asPayload(source['features']);
  const settings = asPayload(source['settings']);
  const display = asPayload(source['display_information']);
  return {
    name: asText(asPayload(features['bot_user'])['display_name']) || asText(display['name']) || 'app',
    scopes: new Set(asList(asPayload(asPayload(source['oauth_config'])['scopes'])['bot']).map(asText)),
    events: new Set(asList(asPayload(settings['event_subscriptions'])['bot_events']).map(asText)),
    commands: asPayloads(features['slash_commands']).map((entry) => ({
      command: asText(entry['command']),
      description: asText(entry['description']),
      usageHint: asText(entry['usage_hint']),
    })),
    shortcuts: asPayloads(features['shortcuts']).map((entry) => ({
      name: asText(entry['name']),
      callbackId: asText(entry['callback_id']),
      type: asText(entry['type']),
    })),
    homeTab: asPayload(features['app_home'])['home_tab_enabled'] === true,
    interactivity: asPayload(settings['interactivity'])['is_enabled'] === true,
    menuOptions: asText(asPayload(settings['interactivity'])['message_menu_options_url']) !== '',
  };
}
