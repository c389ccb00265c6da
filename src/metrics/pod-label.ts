/**
 * The pod a series is about: `exported_pod` first, because where both exist `pod` is the exporter's own; then `pod`,
 * and `instance` (host:port) where no Kubernetes labels exist.
 */
export function podOf(labels: Readonly<Record<string, string>>): string | undefined {
  return filled(labels['exported_pod']) ?? filled(labels['pod']) ?? filled(labels['instance']);
}

/** The container a series is about, by the same rule. */
export function containerOf(labels: Readonly<Record<string, string>>): string | undefined {
  return filled(labels['exported_container']) ?? filled(labels['container']);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
