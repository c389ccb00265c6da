import { InvalidSettingsError } from '../config/fault.ts';
import { readSettings, type SettingsSource } from '../config/read-settings.ts';
import type { Need, Settings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { countOf } from '../measurement/share.ts';

/** What the settings are worth: those that can be used, and every fault. */
export interface SettingsCheck {
  /** Absent when they are wrong beyond what only the bot needs: nothing else can be looked at then. */
  readonly settings?: Settings | undefined;
  readonly checks: readonly Check[];
}

/** Reads the settings as the bot would. What only the bot lacks is a warning where Slack is not set up at all. */
export function checkSettings(source: Omit<SettingsSource, 'need'>): SettingsCheck {
  const forBot = attempt(source, 'start');
  if (forBot.settings !== undefined) return { settings: forBot.settings, checks: [summary(forBot.settings)] };
  const { settings, wrong } = attempt(source, 'doctor');
  if (settings === undefined) return { checks: wrong.map((text) => fault(text)) };
  const slackWanted = settings.slack !== undefined || settings.channel !== undefined;
  if (slackWanted) return { settings, checks: [summary(settings), ...forBot.wrong.map((text) => fault(text))] };
  const lacking = warning(forBot.wrong.join('\n'), 'leakbot start needs these; the other commands do not.');
  return { settings, checks: [summary(settings), lacking] };
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
