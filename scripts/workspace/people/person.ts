import type { Desk } from '../api/desk.ts';
import { react, unreact } from '../api/reactions.ts';
import { viewsOf } from '../api/views.ts';
import type { Receipt } from '../intake/envelope.ts';
import type { Channel, Message, User, View } from '../model.ts';
import { asPayloads, type Payload } from '../payload.ts';
import { elementsOf, findElement, findOption, interactiveElements, type Placed } from './elements.ts';
import type { Interactions } from './interactions.ts';
import { viewValues } from './view-values.ts';

/** Where a message is: a `Message` itself, or what a Web API call answered. */
export interface Where {
  readonly channel: string;
  readonly ts: string;
}

/** Drives the workspace as one person. Channels by id or `#name`. */
export class Person {
  readonly user: User;
  readonly #desk: Desk;
  readonly #interactions: Interactions;

  constructor(user: User, desk: Desk, interactions: Interactions) {
    this.user = user;
    this.#desk = desk;
    this.#interactions = interactions;
  }

  post(channel: string, text: string, options: { readonly threadTs?: string } = {}): Message {
    const { id, archived } = this.#channel(channel);
    if (archived) throw new Error(`#${channel} is archived`);
    const author = { kind: 'person', userId: this.user.id } as const;
    const message = this.#desk.state.addMessage({ ...options, channel: id, author, text });
    this.#desk.announcer.posted(message);
    return message;
  }

  /** What was typed, as Slack would send it: escaped, with `@name` of people and the bot as mentions. */
  encode(typed: string): string {
    const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return escaped.replace(/(?<!\w)@([\w.-]+)/g, (whole, name: string) => {
      const user = this.#desk.state.findUser(name);
      return user === undefined ? whole : `<@${user.id}>`;
    });
  }

  /** `@leakbot TEXT`. */
  mention(channel: string, text: string, options: { readonly threadTs?: string } = {}): Message {
    return this.post(channel, `<@${this.#desk.state.app.userId}> ${text}`, options);
  }

  /** Clicks the button with that text or action id; resolves when the app has acknowledged, or has not. */
  click(where: Where, button: string): Promise<Receipt> {
    const message = this.see(where);
    return this.#interactions.act(this.user, message, findElement(elementsOf(message), button));
  }

  /** Chooses the option with that label or value from a menu, an overflow or radio buttons; typed, where it has to be. */
  async choose(where: Where, menu: string, option: string): Promise<Receipt> {
    const message = this.see(where);
    const placed = findElement(elementsOf(message), menu);
    const external = placed.element['type'] === 'external_select';
    const offered = external ? await this.suggestions(where, menu, option) : placed.element;
    return this.#interactions.act(this.user, message, placed, findOption(offered, option));
  }

  /** What an `external_select` offers for what was typed. Rejects where Slack would show no options. */
  async suggestions(where: Where, menu: string, typed: string): Promise<Payload> {
    const message = this.see(where);
    return this.#interactions.suggest(this.user, { message }, findElement(elementsOf(message), menu), typed);
  }

  /** Runs a slash command. Throws NotACommandError for one that the manifest does not have. */
  command(line: string, channel: string): Promise<Receipt> {
    return this.#interactions.command(this.user, this.#channel(channel), line);
  }

  shortcut(where: Where, callbackId: string): Promise<Receipt> {
    return this.#interactions.shortcut(this.user, this.see(where), callbackId);
  }

  /** The modal on top, if one is open. */
  view(): View | undefined {
    return viewsOf(this.#desk, this.user.id).at(-1);
  }

  /** Submits the modal on top with what was entered, by action id; what is left out keeps its initial value. */
  submit(
    entered: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly receipt: Receipt; readonly errors: Payload }> {
    const view = this.#openView();
    return this.#interactions.submit(this.user, view, viewValues(view, entered));
  }

  clickInView(button: string, entered: Readonly<Record<string, string>> = {}): Promise<Receipt> {
    const view = this.#openView();
    const placed = findElement(elementsIn(view), button);
    return this.#interactions.actInView(this.user, view, placed, viewValues(view, entered));
  }

  /** Opens a tab of the app's home; the app hears of it. */
  openHome(tab: 'home' | 'messages' = 'home'): void {
    this.#desk.announcer.homeOpened(this.user.id, tab);
  }

  /** What the app published to this person's Home tab. */
  home(): View | undefined {
    return this.#desk.state.homes.get(this.user.id);
  }

  /** Their phone shows this Home tab, whatever was published since. */
  showHome(content: Payload): void {
    const shown = this.home();
    if (shown !== undefined) this.#desk.state.homes.set(this.user.id, { ...shown, content });
  }

  /** Clicks the button in the Home tab with that text or action id. */
  clickInHome(button: string): Promise<Receipt> {
    const view = this.#home();
    return this.#interactions.actInView(this.user, view, findElement(elementsIn(view), button), {});
  }

  /** Chooses from a menu in the Home tab; typed, where it has to be. */
  async chooseInHome(menu: string, option: string): Promise<Receipt> {
    const view = this.#home();
    const placed = findElement(elementsIn(view), menu);
    const external = placed.element['type'] === 'external_select';
    const offered = external ? await this.#interactions.suggest(this.user, { view }, placed, option) : placed.element;
    return this.#interactions.actInView(this.user, view, placed, {}, findOption(offered, option));
  }

  closeView(): Promise<void> {
    return this.#interactions.close(this.user, this.#openView());
  }

  /** Adds the reaction, or takes it back. */
  react(where: Where, name: string): void {
    const message = this.see(where);
    if (message.reactions.get(name)?.includes(this.user.id)) unreact(this.#desk, message, name, this.user.id);
    else react(this.#desk, message, name, this.user.id);
  }

  /** Dismisses an ephemeral message. */
  dismiss(where: Where): void {
    const message = this.see(where);
    if (message.audience !== this.user.id) throw new Error(`${where.ts} is not an ephemeral of ${this.user.name}`);
    this.#desk.state.removeMessage(message);
  }

  /** The message as this person sees it. Throws when it is not there for them. */
  see(where: Where): Message {
    const message = this.#desk.state.findMessage(this.#channel(where.channel).id, where.ts);
    if (message === undefined || (message.audience ?? this.user.id) !== this.user.id)
      throw new Error(`${this.user.name} sees no message ${where.ts} in ${where.channel}`);
    return message;
  }

  /** What only this person was shown, oldest first. */
  ephemerals(): readonly Message[] {
    return [...this.#desk.state.messages.values()].filter((message) => message.audience === this.user.id);
  }

  #home(): View {
    const view = this.home();
    if (view === undefined) throw new Error(`nothing was published to the Home tab of ${this.user.name}`);
    return view;
  }

  #openView(): View {
    const view = this.view();
    if (view === undefined) throw new Error(`${this.user.name} has no modal open`);
    return view;
  }

  #channel(reference: string): Channel {
    const channel = this.#desk.state.findChannel(reference);
    if (channel === undefined) throw new Error(`no channel ${reference}`);
    return channel;
  }
}

function elementsIn(view: View): readonly Placed[] {
  return interactiveElements(asPayloads(view.content['blocks']));
}
