import type { View } from '../model.ts';
import { asText, isPayload, type Payload } from '../payload.ts';
import { viewFaults } from '../rules/check-blocks.ts';
import { lifetimes } from '../rules/methods.ts';
import { viewShape } from '../slack-objects.ts';
import type { Arguments } from './arguments.ts';
import type { Desk, Method } from './desk.ts';
import { Refusal, refuseWith } from './refusal.ts';

const deepestStack = 3;

const open: Method = (args, desk) => {
  const content = readView(args, desk);
  const user = desk.triggers.exchange(args.text('trigger_id'));
  for (const view of viewsOf(desk, user)) desk.state.views.delete(view.id);
  return { view: viewShape(desk.state, keepView(desk, { user, content })) };
};

const push: Method = (args, desk) => {
  const content = readView(args, desk);
  const user = desk.triggers.exchange(args.text('trigger_id'));
  const stack = viewsOf(desk, user);
  if (stack.length >= deepestStack) throw new Refusal('push_limit_reached');
  const top = stack.at(-1);
  return {
    view: viewShape(desk.state, keepView(desk, { user, content, ...(top === undefined ? {} : { over: top }) })),
  };
};

const update: Method = (args, desk) => {
  const content = readView(args, desk);
  const external = args.text('external_id');
  const view = args.has('view_id')
    ? desk.state.views.get(args.text('view_id'))
    : [...desk.state.views.values()].find((one) => external !== '' && one.content['external_id'] === external);
  if (view === undefined) throw new Refusal('not_found');
  if (args.has('hash') && args.text('hash') !== view.hash) throw new Refusal('hash_conflict');
  return { view: viewShape(desk.state, replaceView(desk, view, content)) };
};

/** A person's Home tab. Not an open view: it stays when modals come and go. */
const publish: Method = (args, desk) => {
  if (!desk.state.manifest.homeTab) throw new Refusal('not_enabled');
  const content = readView(args, desk, 'home');
  if (Buffer.byteLength(JSON.stringify(content)) > lifetimes.viewBytes) throw new Refusal('view_too_large');
  const user = desk.state.users.get(args.text('user_id'));
  if (user === undefined || user.bot) throw refuseWith('invalid_arguments', ['user_id is no person here']);
  const before = desk.state.homes.get(user.id);
  if (args.has('hash') && args.text('hash') !== before?.hash) throw new Refusal('hash_conflict');
  const id = before?.id ?? desk.state.nextId('V');
  const view: View = { id, user: user.id, content: identified(desk, content), hash: hashOf(desk), rootId: id };
  desk.state.homes.set(user.id, view);
  desk.state.changed({ kind: 'home', user: user.id });
  return { view: viewShape(desk.state, view) };
};

function readView(args: Arguments, desk: Desk, type: 'modal' | 'home' = 'modal'): Payload {
  const view = args.structure('view');
  const faults = viewFaults(view, type, (reference) => desk.files.isPicture(reference));
  if (faults.length > 0 || !isPayload(view)) throw refuseWith('invalid_arguments', faults);
  return view;
}

/** A person's open modals, the topmost last. */
export function viewsOf(desk: Pick<Desk, 'state'>, user: string): readonly View[] {
  return [...desk.state.views.values()].filter((view) => view.user === user);
}

export function keepView(
  desk: Pick<Desk, 'state'>,
  asked: { readonly user: string; readonly content: Payload; readonly over?: View },
): View {
  const id = desk.state.nextId('V');
  const view: View = {
    id,
    user: asked.user,
    content: identified(desk, asked.content),
    hash: hashOf(desk),
    rootId: asked.over?.rootId ?? id,
    ...(asked.over === undefined ? {} : { previousId: asked.over.id }),
  };
  desk.state.views.set(id, view);
  desk.state.changed({ kind: 'view', user: view.user });
  return view;
}

export function replaceView(desk: Pick<Desk, 'state'>, view: View, content: Payload): View {
  const next: View = { ...view, content: identified(desk, content), hash: hashOf(desk) };
  desk.state.views.set(view.id, next);
  desk.state.changed({ kind: 'view', user: view.user });
  return next;
}

function hashOf(desk: Pick<Desk, 'state'>): string {
  return `${Math.floor(desk.state.clock.now() / 1000)}.${desk.state.nextId('h')}`;
}

/** Blocks and input elements get the ids that the state of the modal is keyed by. */
function identified(desk: Pick<Desk, 'state'>, content: Payload): Payload {
  const blocks = Array.isArray(content['blocks']) ? content['blocks'].filter(isPayload) : [];
  return {
    ...content,
    blocks: desk.state.identified(blocks).map((block) => {
      const element = block['element'];
      return block['type'] === 'input' && isPayload(element) && asText(element['action_id']) === ''
        ? { ...block, element: { ...element, action_id: desk.state.nextId('a') } }
        : block;
    }),
  };
}

export const viewMethods = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
} satisfies Record<string, Method>;
