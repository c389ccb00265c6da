import type { Desk } from '../api/desk.ts';
import { keepView, replaceView, viewsOf } from '../api/views.ts';
import type { DeliveryDesk } from '../intake/delivery.ts';
import type { Receipt } from '../intake/envelope.ts';
import { SignedHttp } from '../intake/signed-http.ts';
import type { Channel, Message, User, View } from '../model.ts';
import { asPayload, asText, isPayload, type Payload } from '../payload.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { suggestionsShape } from '../rules/blocks.ts';
import { shapeFaults } from '../rules/shape.ts';
import { viewShape } from '../slack-objects.ts';
import { messageShape } from '../slack-shapes.ts';
import type { Placed } from './elements.ts';

interface Parts {
  readonly desk: Desk;
  readonly deliveries: DeliveryDesk;
  readonly responseUrls: ResponseUrls;
}

/** What a menu stands in. */
type Surface = { readonly message: Message } | { readonly view: View };

/** Slack's own `min_query_length`, where an element has none. */
const DEFAULT_QUERY_LENGTH = 3;

/** A slash command that the app does not have, or one sent from inside a thread. */
export class NotACommandError extends Error {}

/** Sends the app what a person did, in Slack's payloads, and does what its acknowledgement says. */
export class Interactions {
  readonly #desk: Desk;
  readonly #deliveries: DeliveryDesk;
  readonly #responseUrls: ResponseUrls;

  constructor(parts: Parts) {
    this.#desk = parts.desk;
    this.#deliveries = parts.deliveries;
    this.#responseUrls = parts.responseUrls;
  }

  /** A click on a button, or a choice (`option`) in a menu, of a message. */
  async act(user: User, message: Message, placed: Placed, option?: Payload): Promise<Receipt> {
    const { element, blockId } = placed;
    const selection = option && { text: option['text'], value: option['value'] };
    if (selection !== undefined && (element['type'] === 'static_select' || element['type'] === 'external_select')) {
      message.selections.set(`${blockId}/${asText(element['action_id'])}`, selection);
      this.#desk.state.touch(message);
    }
    const channel = this.#channel(message.channel);
    return this.#deliveries.once({
      type: 'interactive',
      payload: {
        type: 'block_actions',
        ...this.#who(user),
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: channel.id,
          is_ephemeral: message.audience !== undefined,
          ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
        },
        trigger_id: this.#desk.triggers.issue(user.id),
        channel: { id: channel.id, name: channel.name },
        ...(message.audience === undefined ? { message: messageShape(this.#desk.state, message) } : {}),
        state: { values: selectionValues(message) },
        response_url: this.#responseUrls.issue({ channel: channel.id, user: user.id, source: message }),
        actions: [this.#action(placed, selection)],
      },
    });
  }

  /**
   * What the app offers for what someone typed into an `external_select`. Rejects with what the menu would show instead:
   * Slack shows no options where it is not answered in time, or not as it asks for.
   */
  async suggest(user: User, surface: Surface, { element, blockId }: Placed, typed: string): Promise<Payload> {
    const shortest = element['min_query_length'];
    const least = typeof shortest === 'number' ? shortest : DEFAULT_QUERY_LENGTH;
    if (typed.length < least) throw new Error(`Slack asks for options after ${least} characters`);
    const overHttp = this.#deliveries.transport instanceof SignedHttp;
    if (overHttp && !this.#desk.state.manifest.menuOptions)
      throw new Error('Slack shows no options: the manifest has no message_menu_options_url');
    const receipt = await this.#deliveries.once({
      type: 'interactive',
      payload: {
        type: 'block_suggestion',
        ...this.#who(user),
        ...this.#around(surface),
        action_id: element['action_id'],
        block_id: blockId,
        value: typed,
      },
    });
    if (!receipt.acknowledged) throw new Error(`the app offered no options: ${receipt.reason}`);
    const faults = shapeFaults(receipt.response, suggestionsShape, { pointer: '', slackFile: () => false });
    if (faults.length > 0) throw new Error(`Slack shows no options: ${faults.join('; ')}`);
    return receipt.response;
  }

  /** A button, or a choice (`option`) in a menu, of a modal or the Home tab: no channel, and no address to answer to. */
  async actInView(user: User, view: View, placed: Placed, values: Payload, option?: Payload): Promise<Receipt> {
    const selection = option && { text: option['text'], value: option['value'] };
    return this.#deliveries.once({
      type: 'interactive',
      payload: {
        type: 'block_actions',
        ...this.#who(user),
        container: { type: 'view', view_id: view.id },
        trigger_id: this.#desk.triggers.issue(user.id),
        view: viewShape(this.#desk.state, view, values),
        actions: [this.#action(placed, selection)],
      },
    });
  }

  /** `/leak foo`: the acknowledgement may carry an answer. */
  async command(user: User, channel: Channel, line: string): Promise<Receipt> {
    const [, name, text] = /^(\/\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
    const known = this.#desk.state.manifest.commands.some(({ command }) => command === name);
    if (name === undefined || !known || !this.#desk.state.manifest.scopes.has('commands'))
      throw new NotACommandError(`${name ?? line} is not a valid command.`);
    const receipt = await this.#deliveries.once({
      type: 'slash_commands',
      payload: {
        token: 'verification-token',
        team_id: this.#desk.state.team.id,
        team_domain: this.#desk.state.team.domain,
        channel_id: channel.id,
        channel_name: channel.name,
        user_id: user.id,
        user_name: user.name,
        command: name,
        text: text?.trim() ?? '',
        api_app_id: this.#desk.state.app.appId,
        is_enterprise_install: 'false',
        response_url: this.#responseUrls.issue({ channel: channel.id, user: user.id }),
        trigger_id: this.#desk.triggers.issue(user.id),
      },
    });
    const { text: answer, blocks, attachments } = receipt.response;
    if (receipt.acknowledged && [answer, blocks, attachments].some(Boolean))
      this.#responseUrls.respond({ channel: channel.id, user: user.id }, receipt.response);
    return receipt;
  }

  async shortcut(user: User, message: Message, callbackId: string): Promise<Receipt> {
    const known = this.#desk.state.manifest.shortcuts.some(
      (one) => one.callbackId === callbackId && one.type === 'message',
    );
    if (!known) throw new NotACommandError(`the manifest has no message shortcut ${callbackId}`);
    const channel = this.#channel(message.channel);
    return this.#deliveries.once({
      type: 'interactive',
      payload: {
        type: 'message_action',
        ...this.#who(user),
        callback_id: callbackId,
        trigger_id: this.#desk.triggers.issue(user.id),
        action_ts: this.#desk.state.nextTs(),
        message_ts: message.ts,
        message: messageShape(this.#desk.state, message),
        channel: { id: channel.id, name: channel.name },
        response_url: this.#responseUrls.issue({ channel: channel.id, user: user.id, source: message }),
      },
    });
  }

  /** Submits a modal; returns the faults by block_id that the app found, none when it was taken. */
  async submit(
    user: User,
    view: View,
    values: Payload,
  ): Promise<{ readonly receipt: Receipt; readonly errors: Payload }> {
    const receipt = await this.#deliveries.once({
      type: 'interactive',
      payload: {
        type: 'view_submission',
        ...this.#who(user),
        trigger_id: this.#desk.triggers.issue(user.id),
        view: viewShape(this.#desk.state, view, values),
        response_urls: [],
      },
    });
    if (!receipt.acknowledged) return { receipt, errors: {} };
    const { response_action: action, errors, view: next } = receipt.response;
    if (action === 'errors') return { receipt, errors: asPayload(errors) };
    if (action === 'update' && isPayload(next)) replaceView(this.#desk, view, next);
    else if (action === 'push' && isPayload(next)) keepView(this.#desk, { user: user.id, content: next, over: view });
    else this.#drop(user, action === 'clear' ? viewsOf(this.#desk, user.id) : [view]);
    return { receipt, errors: {} };
  }

  async close(user: User, view: View): Promise<void> {
    this.#drop(user, [view]);
    if (view.content['notify_on_close'] !== true) return;
    await this.#deliveries.once({
      type: 'interactive',
      payload: { type: 'view_closed', ...this.#who(user), view: viewShape(this.#desk.state, view), is_cleared: false },
    });
  }

  #drop(user: User, views: readonly View[]): void {
    for (const view of views) this.#desk.state.views.delete(view.id);
    this.#desk.state.changed({ kind: 'view', user: user.id });
  }

  /** Where a menu stands, as Slack says it. */
  #around(surface: Surface): Payload {
    if ('view' in surface) {
      const { view } = surface;
      return { container: { type: 'view', view_id: view.id }, view: viewShape(this.#desk.state, view) };
    }
    const { message } = surface;
    const channel = this.#channel(message.channel);
    return {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: message.audience !== undefined,
      },
      channel: { id: channel.id, name: channel.name },
    };
  }

  #who(user: User): Payload {
    const { team, app } = this.#desk.state;
    return {
      user: { id: user.id, username: user.name, name: user.name, team_id: user.team ?? team.id },
      api_app_id: app.appId,
      token: 'verification-token',
      team: { id: team.id, domain: team.domain },
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  #action({ element, blockId }: Placed, selection: Payload | undefined): Payload {
    const { action_id, type, text, value, style, url, placeholder, confirm } = element;
    const shown = { text, value, style, url, placeholder, confirm };
    return {
      action_id,
      block_id: blockId,
      type,
      ...Object.fromEntries(Object.entries(shown).filter(([, part]) => part !== undefined)),
      ...(selection === undefined ? {} : { selected_option: selection }),
      action_ts: this.#desk.state.nextTs(),
    };
  }

  #channel(id: string): Channel {
    const channel = this.#desk.state.channels.get(id);
    if (channel === undefined) throw new Error(`no channel ${id}`);
    return channel;
  }
}

/** `state.values` of a message: what is chosen in each of its menus. */
function selectionValues(message: Message): Payload {
  const values: Record<string, Record<string, Payload>> = {};
  for (const [key, option] of message.selections) {
    const [block = '', action = ''] = key.split('/');
    values[block] = { ...values[block], [action]: { type: 'static_select', selected_option: option } };
  }
  return values;
}
