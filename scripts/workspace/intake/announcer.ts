import type { Channel, Message, StoredFile } from '../model.ts';
import type { Payload } from '../payload.ts';
import { type EventType, eventRules } from '../rules/events.ts';
import { viewShape } from '../slack-objects.ts';
import { authorId, messageShape } from '../slack-shapes.ts';
import type { WorkspaceState } from '../state.ts';
import type { DeliveryDesk } from './delivery.ts';

/** Turns what happens in the workspace into the events that the app has subscribed to. */
export class Announcer {
  readonly #state: WorkspaceState;
  readonly #deliveries: DeliveryDesk;

  constructor(state: WorkspaceState, deliveries: DeliveryDesk) {
    this.#state = state;
    this.#deliveries = deliveries;
  }

  posted(message: Message): void {
    const shape = messageShape(this.#state, message);
    this.#send('message', message.channel, shape);
    if (message.text.includes(`<@${this.#state.app.userId}>`) && authorId(message) !== this.#state.app.userId)
      this.#send('app_mention', message.channel, { ...shape, type: 'app_mention' });
  }

  changed(message: Message, before: Payload): void {
    this.#send('message', message.channel, {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      message: messageShape(this.#state, message),
      previous_message: before,
      ts: this.#state.nextTs(),
    });
  }

  deleted(message: Message, before: Payload): void {
    this.#send('message', message.channel, {
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      deleted_ts: message.ts,
      previous_message: before,
      ts: this.#state.nextTs(),
    });
  }

  reacted(type: 'reaction_added' | 'reaction_removed', message: Message, reaction: string, user: string): void {
    this.#send(type, message.channel, {
      type,
      user,
      reaction,
      item: { type: 'message', channel: message.channel, ts: message.ts },
      item_user: authorId(message),
    });
  }

  fileShared(file: StoredFile, message: Message): void {
    this.#send('file_shared', message.channel, {
      type: 'file_shared',
      file_id: file.id,
      user_id: file.owner,
      file: { id: file.id },
      channel_id: message.channel,
    });
  }

  /** Lets a user into a channel, with the line that Slack shows there. */
  joined(channel: Channel, user: string): void {
    channel.members.add(user);
    this.#state.addMessage({
      channel: channel.id,
      author: { kind: 'person', userId: user },
      subtype: 'channel_join',
      text: `<@${user}> has joined the channel`,
    });
    this.#send('member_joined_channel', channel.id, { type: 'member_joined_channel', user, channel_type: 'C' });
    this.#state.changed({ kind: 'channel', channel: channel.id });
  }

  /** Someone opened a tab of the app's home; the Home tab is only there where the manifest has it. */
  homeOpened(user: string, tab: 'home' | 'messages'): void {
    if (tab === 'home' && !this.#state.manifest.homeTab) return;
    const view = tab === 'home' ? this.#state.homes.get(user) : undefined;
    const shown = view === undefined ? {} : { view: viewShape(this.#state, view) };
    // A conversation of the two: no channel that others are in.
    this.#deliver('app_home_opened', { type: 'app_home_opened', user, channel: `D${user}`, tab, ...shown });
  }

  /** Sends only events of channels that the bot is in. */
  #send(type: EventType, channelId: string, event: Payload): void {
    if (this.#state.channels.get(channelId)?.members.has(this.#state.app.userId) !== true) return;
    this.#deliver(type, { channel: channelId, channel_type: 'channel', ...event });
  }

  /** Sends only what the manifest subscribes to and has the scope for. */
  #deliver(type: EventType, event: Payload): void {
    const { subscription, scope } = eventRules[type];
    const { manifest, app, team } = this.#state;
    if (!manifest.events.has(subscription) || (scope !== undefined && !manifest.scopes.has(scope))) return;
    this.#deliveries.event({
      token: 'verification-token',
      team_id: team.id,
      api_app_id: app.appId,
      event: { event_ts: event['ts'] ?? this.#state.nextTs(), ...event },
      type: 'event_callback',
      event_id: this.#state.nextId('Ev'),
      event_time: Math.floor(this.#state.clock.now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: team.id, user_id: app.userId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
    });
  }
}
