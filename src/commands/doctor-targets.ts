import { inParallel } from '../adapters/collector/in-parallel.ts';
import { isUnreachable, readMetrics } from '../adapters/collector/visit.ts';
import { addressOf, type ProcessEndpoint } from '../adapters/pprof-endpoint/process-endpoint.ts';
import { faultOf, type Part, type VisitFailure } from '../collection/fault.ts';
import { isFailing, type PartHealth } from '../collection/health-store.ts';
import type { Target } from '../collection/target.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, MINUTE } from '../measurement/duration.ts';
import { PROFILE_KINDS } from '../profile/kind.ts';
import type { Section } from './doctor-report.ts';

/** What targets are visited with. */
export interface Visiting {
  readonly endpoint: ProcessEndpoint;
  /** What the collector of a running bot noted. */
  readonly health: readonly PartHealth[];
  readonly now: Instant;
}

/** Targets that are visited side by side. */
const AT_ONCE = 8;
/** The collector writes its notes every ten minutes at the latest, if nothing changed. */
const STILL_FRESH = 15 * MINUTE;

/** Visits every target as the collector would, storing nothing; a section each, in the order given. */
export async function checkTargets(targets: readonly Target[], visiting: Visiting): Promise<readonly Section[]> {
  const sections = new Map<Target, Section>();
  await inParallel(targets, AT_ONCE, async (target) => {
    const checks = await visit(target, visiting);
    sections.set(target, { subject: `target ${target.instance}`, checks });
  });
  return targets.flatMap((target) => sections.get(target) ?? []);
}

async function visit(target: Target, visiting: Visiting): Promise<readonly Check[]> {
  const { endpoint, now } = visiting;
  const failed = (part: Part, failure: VisitFailure) => failedPart({ target, part, failure }, visiting);
  const page = await readMetrics(endpoint, target, { time: now });
  if (page.kind !== 'read' && isUnreachable(target, page)) return [failed('metrics', page)];
  const checks = [page.kind === 'read' ? metricsRead(page.reading.memory) : failed('metrics', page)];
  for (const part of PROFILE_KINDS) {
    const profile = await endpoint.profile(target, { kind: part, gc: false });
    checks.push(
      profile.kind === 'got' ? ok(`${part} profile, ${formatBytes(profile.value.length)}`) : failed(part, profile),
    );
  }
  return [...checks, ...seenOtherwise(target, checks, visiting)];
}

function metricsRead(memory: number | undefined): Check {
  if (memory !== undefined) return ok(`metrics, resident memory ${formatBytes(memory)}`);
  return warning(
    'metrics without process_resident_memory_bytes',
    'Serve the process collector of client_golang, or set metricsPath of the service in leakbot.yaml.',
  );
}

interface FailedPart {
  readonly target: Target;
  readonly part: Part;
  readonly failure: VisitFailure;
}

/** The bot may stand elsewhere: what its collector could read just now is no fault. */
function failedPart({ target, part, failure }: FailedPart, { health, now }: Visiting): Check {
  const { missing, fix } = faultOf(part, addressOf(target, part), failure);
  const noted = health.find((each) => each.instance === target.instance && each.part === part);
  const succeeded = noted !== undefined && !isFailing(noted) ? noted.succeededAt : undefined;
  if (succeeded === undefined || now - succeeded > STILL_FRESH) return fault(missing, fix);
  const ago = formatDuration(now - succeeded);
  return warning(`${missing}\nThe running bot read it ${ago} ago`, 'Run doctor where the bot runs.');
}

/** What the bot could not read although it can be read from here. */
function seenOtherwise(target: Target, checks: readonly Check[], { health }: Visiting): readonly Check[] {
  if (checks.some(({ state }) => state === 'fault')) return [];
  return health
    .filter((each) => each.instance === target.instance && isFailing(each))
    .flatMap(({ fault: noted }) =>
      noted === undefined ? [] : [warning(`the running bot said last: ${noted.missing}`, noted.fix)],
    );
}
