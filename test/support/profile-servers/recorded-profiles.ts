import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecording } from '../../../scripts/demo/recording.ts';
import type { ServedProfile } from './served-profile.ts';

/** The profiles of a lab recording as an agent would have sent them, labelled as Alloy's and Parca's documents do. */
export function recordedProfiles(scenario: string): readonly ServedProfile[] {
  const { service, snapshots } = readRecording(scenario);
  const { namespace, container, repository, revision, name } = service;
  const folder = fileURLToPath(new URL(`../../fixtures/recordings/${scenario}/`, import.meta.url));
  return snapshots.map(({ time, pod, target, kind, file }) => ({
    labels: {
      service_name: name,
      namespace,
      container,
      pod,
      instance: new URL(target).host,
      service_repository: repository,
      service_git_ref: revision,
    },
    name: kind === 'heap' ? 'memory' : 'goroutine',
    time,
    profile: readFileSync(join(folder, file)),
  }));
}
