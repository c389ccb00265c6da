import type { Clock } from '../../src/foundation/clock.ts';
import { readManifest } from './manifest.ts';
import { defaultChannels, defaultUsers, type WorkspaceOptions } from './options.ts';
import { WorkspaceState } from './state.ts';

/** A workspace with its people, channels and the app installed; nothing has been said yet. */
export function seedState(options: WorkspaceOptions, clock: Clock): WorkspaceState {
  const manifest = readManifest(options.manifest);
  const team = { id: 'T00000001', name: 'Acme', domain: 'acme', ...options.team };
  const app = {
    kind: 'app',
    botId: 'B00000001',
    appId: 'A00000001',
    userId: 'U00000BOT',
    username: manifest.name,
  } as const;
  const state = new WorkspaceState({ clock, team, manifest, app });
  for (const { name, realName, timeZone, ...kind } of options.users ?? defaultUsers) {
    const id = `U0${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
    state.users.set(id, { id, name, realName: realName ?? name, timeZone: timeZone ?? 'Etc/UTC', bot: false, ...kind });
  }
  state.users.set(app.userId, {
    id: app.userId,
    name: manifest.name,
    realName: manifest.name,
    timeZone: 'Etc/UTC',
    bot: true,
  });
  for (const seed of options.channels ?? defaultChannels) seedChannel(state, seed);
  for (const group of options.userGroups ?? [])
    state.userGroups.set(group.id, { ...group, users: group.users.map((name) => userId(state, name)) });
  return state;
}

function seedChannel(state: WorkspaceState, seed: NonNullable<WorkspaceOptions['channels']>[number]): void {
  const everyone = [...state.users.values()].filter((user) => !user.bot).map((user) => user.name);
  const members = new Set((seed.members ?? everyone).map((name) => userId(state, name)));
  if (seed.bot !== false) members.add(state.app.userId);
  const id = `C0${seed.name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
  const created = state.clock.now();
  state.channels.set(id, {
    id,
    name: seed.name,
    topic: seed.topic ?? '',
    created,
    members,
    archived: seed.archived ?? false,
  });
}

function userId(state: WorkspaceState, name: string): string {
  const user = state.findUser(name);
  if (user === undefined) throw new Error(`no user ${name} among the seeds`);
  return user.id;
}
