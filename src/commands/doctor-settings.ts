import { SECRET_NAMES, SETTING_NAMES } from '../config/environment.ts';
import { InvalidSettingsError, resembled } from '../config/fault.ts';
import { readSettings, type SettingsSource, settingVariables } from '../config/read-settings.ts';
import type { Need, Settings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { countOf } from '../measurement/share.ts';

/** What the settings are worth: those that can be used, and every fault. */
export interface SettingsCheck {
  /** Absent when they are wrong beyond what only the bot needs: nothing else can be looked at then. */
  readonly settings?: Settings | undefined;
  readonly checks: readonly Check[];
}

/** Reads the settings as the bot would. What only the bot lacks keeps nothing else from being looked at. */
export function checkSettings(source: Omit<SettingsSource, 'need'>): SettingsCheck {
  const forBot = attempt(source, 'start');
  const meant = misspelt(source)
    .filter(({ name }) => !forBot.wrong.some((text) => text.includes(`${name} is set`)))
    .map(({ check }) => check);
  if (forBot.settings !== undefined) return { settings: forBot.settings, checks: [summary(forBot.settings), ...meant] };
  const { settings } = attempt(source, 'doctor');
  if (settings === undefined) return { checks: [...forBot.wrong.map((text) => fault(text)), ...meant] };
  const lacking = forBot.wrong.map((text) => fault(text, settings.slack === undefined ? ONLY_START : undefined));
  return { settings, checks: [summary(settings), ...lacking, ...meant] };
}

const ONLY_START = 'leakbot start refuses without it; leakbot investigate and leakbot diff do not need it.';

/** A setting of other programs; Leakbot never sends plain HTTP through a proxy. */
const OF_OTHERS = ['HTTP_PROXY'];

interface Misspelt {
  readonly name: string;
  readonly check: Check;
}

/** Variables that are no settings, but nearly the name of one that is not set: two letters apart at most. */
function misspelt({ env, cwd, readFile }: Pick<SettingsSource, 'env' | 'cwd' | 'readFile'>): readonly Misspelt[] {
  const variables = settingVariables({ env, cwd, readFile });
  const known = [...SETTING_NAMES, ...SECRET_NAMES.map((name) => `${name}_FILE`)];
  const written = Object.keys(variables).filter(
    (name) => !known.includes(name) && !name.startsWith('LEAKBOT_') && !OF_OTHERS.includes(name.toUpperCase()),
  );
  return written.flatMap((name) => {
    const setting = resembled(name, known);
    if (setting === undefined || variables[setting] !== undefined) return [];
    return [{ name, check: warning(`${name} is no setting; did you mean ${setting}?`, `Write ${setting}.`) }];
  });
}

interface Attempt {
  readonly settings?: Settings;
  readonly wrong: readonly string[];
}

function attempt(source: Omit<SettingsSource, 'need'>, need: Need): Attempt {
  try {
    return { settings: readSettings({ ...source, need }), wrong: [] };
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    return { wrong: error.faults.map(({ where, problem }) => `${where}: ${problem}`) };
  }
}

function summary({ services, prometheus }: Settings): Check {
  if (services.length === 0 && prometheus === undefined) {
    return warning('there is nothing to investigate', 'Set PROMETHEUS_URL, or list services in leakbot.yaml.');
  }
  const metrics = prometheus === undefined ? 'metrics from the embedded collector' : `metrics from ${prometheus.url}`;
  return ok(`${countOf(services.length, 'service')} in leakbot.yaml, ${metrics}`);
}
