import { checkGrafana, checkPagerDuty } from '../adapters/alert-senders/check.ts';
import type { Settings } from '../config/settings.ts';
import type { Section } from './doctor-report.ts';

/** Whether the senders that findings are written back to take the tokens. Writes nothing. */
export async function checkNotes({
  senderDesks: { pagerduty, grafana },
}: Pick<Settings, 'senderDesks'>): Promise<readonly Section[]> {
  const checks = await Promise.all([
    ...(pagerduty === undefined ? [] : [checkPagerDuty({ ...pagerduty, token: pagerduty.token.reveal() })]),
    ...(grafana === undefined ? [] : [checkGrafana({ ...grafana, token: grafana.token.reveal() })]),
  ]);
  return checks.length === 0 ? [] : [{ subject: 'notes to senders', checks }];
}
