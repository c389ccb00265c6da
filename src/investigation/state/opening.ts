import { senderSubjects } from '../../alert/back-to-sender.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { playbookFor } from '../../playbook/playbook.ts';
import type { Runtime, Service } from '../../service/service.ts';
import type { Effect, Transition } from './effect.ts';
import type { IncidentAlert, Investigation, Place, Trigger, UnknownSubject } from './investigation.ts';
import { ask } from './progress.ts';

export interface Opening {
  readonly id: string;
  readonly at: Instant;
  readonly trigger: Trigger;
  readonly place: Place;
  readonly alert?: IncidentAlert | undefined;
  /** A known service, or the labels that did not name one. */
  readonly subject: { readonly service: Service } | { readonly unknown: UnknownSubject };
  readonly runtime: Runtime;
  readonly range: TimeRange;
  /** The pod that the alert or the person named. */
  readonly pod?: string | undefined;
  /** Whether the workload alone was named, none of its containers. */
  readonly anyContainer?: boolean | undefined;
  readonly autopilot?: boolean | undefined;
}

/** The first state of an investigation: the thread is opened and the first question is on its way. */
export function open(opening: Opening): Transition {
  const investigation: Investigation = {
    id: opening.id,
    version: 1,
    openedAt: opening.at,
    updatedAt: opening.at,
    trigger: opening.trigger,
    place: opening.place,
    alerts: opening.alert === undefined ? [] : [opening.alert],
    ...('service' in opening.subject ? { service: opening.subject.service } : { unknown: opening.subject.unknown }),
    runtime: opening.runtime,
    range: opening.range,
    pod: opening.pod,
    anyContainer: opening.anyContainer,
    status: 'needs-service',
    steps: [],
    conclusions: [],
    conclusionAttempt: 0,
    notes: [],
    autopilot: opening.autopilot === true && opening.trigger.kind === 'request' ? opening.trigger.by : undefined,
  };
  const announced: Transition = {
    investigation,
    effects: [
      ...(opening.place.adopted === undefined ? [{ kind: 'show', slot: 'root' } as const] : []),
      { kind: 'react', name: 'eyes' },
      { kind: 'show', slot: 'status' },
      ...senderSubjects(investigation.alerts).map(
        (each): Effect => ({ kind: 'pass-on', what: 'acknowledge', ...each }),
      ),
    ],
  };
  return investigation.service === undefined ? announced : begin(announced);
}

/** Asks the first question of the playbook. */
export function begin(transition: Transition): Transition {
  const [first] = playbookFor(transition.investigation.runtime).steps;
  const asked = ask(transition.investigation, first.id);
  return { investigation: asked.investigation, effects: [...transition.effects, ...asked.effects] };
}
