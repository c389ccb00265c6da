/**
 * The pod a series is about: `exported_pod` first, because where both exist `pod` is the exporter's own; then `pod`,
 * and `instance` (host:port) where no Kubernetes labels exist.
 */
export function podOf(labels: Readonly<Record<string, string>>): string | undefined {
  const label = podLabelOf(labels);
  return label === undefined ? undefined : labels[label];
}

/** The label that names it. */
export function podLabelOf(labels: Readonly<Record<string, string>>): string | undefined {
  return POD_LABELS.find((label) => filled(labels[label]) !== undefined);
}

const POD_LABELS = ['exported_pod', 'pod', 'instance'] as const;

/** The container a series is about, by the same rule. */
export function containerOf(labels: Readonly<Record<string, string>>): string | undefined {
  return filled(labels['exported_container']) ?? filled(labels['container']);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
