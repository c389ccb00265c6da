export const WORKLOADS = 100;
export const CALLS = 100;
export const ALERTS_A_CALL = 10;

export interface StormAlert {
  /** The workload. */
  readonly name: string;
  readonly pod: string;
}

export function nameOf(n: number): string {
  return `service-${String(n).padStart(3, '0')}`;
}

/** How many alerts a workload fires: 1 to 19, ten on average, spread over the names. */
function alertsOf(n: number): number {
  return 1 + ((n * 7) % 20 === 19 ? 9 : (n * 7) % 20);
}

/** The alerts of the storm in an order in which workloads and their alerts are mixed, the same in each storm. */
export function stormAlerts(): readonly StormAlert[] {
  const all = Array.from({ length: WORKLOADS }, (_, n) =>
    Array.from({ length: alertsOf(n) }, (_, i) => ({
      name: nameOf(n),
      pod: `${nameOf(n)}-5c6d7f9b84-${podSuffix(i)}`,
    })),
  ).flat();
  const left = CALLS * ALERTS_A_CALL - all.length;
  // The first workload, the mildest, makes up for what the spread leaves of a thousand.
  for (let i = 0; i < left; i += 1) {
    const n = i % WORKLOADS;
    all.push({ name: nameOf(n), pod: `${nameOf(n)}-7d9f8b6c5-${podSuffix(i)}` });
  }
  return all
    .map((alert, i) => ({ alert, at: (i * 617) % 1009 }))
    .sort((a, b) => a.at - b.at)
    .map(({ alert }) => alert);
}

function podSuffix(i: number): string {
  return `x${i.toString(36).padStart(4, '0')}`;
}
