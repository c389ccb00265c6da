import type { AlertSender } from '../alert/sender.ts';
import { alertSenders } from '../alert/senders.ts';
import type { Settings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Section } from './doctor-report.ts';
import { mappingFaults } from './mapping-faults.ts';

/** Shorter secrets can be guessed by trying; a random one of 16 characters cannot. */
const SHORTEST_SECRET = 16;

/** Where each sender of alerts must post and what it must present. Only the bot takes alerts: nothing without Slack. */
export async function checkSenders({
  slack,
  http: { senderSecrets },
  webhooks,
}: Pick<Settings, 'slack' | 'http' | 'webhooks'>): Promise<readonly Section[]> {
  if (slack === undefined) return [];
  const short = [...senderSecrets].filter(([, secret]) => secret.reveal().length < SHORTEST_SECRET);
  const warnings = short.map(([name]) =>
    warning(
      `${name} has fewer than ${SHORTEST_SECRET} characters`,
      'Write one that cannot be guessed: openssl rand -hex 24',
    ),
  );
  const faults = (await mappingFaults(webhooks)).map(({ where, problem }) => fault(`${where}: ${problem}`));
  const secretOf = (name: string) => senderSecrets.get(name)?.reveal();
  const routes = alertSenders(webhooks).map(
    (sender): Check => ok(routeText(sender, sender.authorization(secretOf).requires)),
  );
  return [{ subject: 'alert senders', checks: [...faults, ...warnings, ...routes] }];
}

function routeText({ title, path, setUp }: AlertSender, requires: string | undefined): string {
  return `${title} posts to ${path}${requires === undefined ? '' : ` and presents ${requires}`}. ${setUp}`;
}
