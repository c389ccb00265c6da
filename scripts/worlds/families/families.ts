import type { Family } from '../family.ts';
import { CGROUP } from './cgroup.ts';
import { CHANGES } from './changes.ts';
import { CONTAINERS } from './containers.ts';
import { GO_COLLECTOR } from './go-collector.ts';
import { GO_GOROUTINES } from './go-goroutines.ts';
import { GO_HEAP } from './go-heap.ts';
import { HEALTHY } from './healthy.ts';
import { JVM_FAMILIES } from './jvm.ts';
import { NODE_FAMILIES } from './node.ts';
import { PYTHON_FAMILIES } from './python.ts';
import { RESTARTS_FAMILIES } from './restarts.ts';
import { ROLLOUTS } from './rollouts.ts';
import { SEVERAL_CONTAINERS } from './several-containers.ts';

/** Every family of worlds. */
export const FAMILIES: readonly Family[] = [
  ...GO_HEAP,
  ...GO_GOROUTINES,
  ...GO_COLLECTOR,
  ...JVM_FAMILIES,
  ...NODE_FAMILIES,
  ...PYTHON_FAMILIES,
  ...CGROUP,
  ...CONTAINERS,
  ...SEVERAL_CONTAINERS,
  ...ROLLOUTS,
  ...CHANGES,
  ...HEALTHY,
  ...RESTARTS_FAMILIES,
];
