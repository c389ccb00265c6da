/** `its certificate` → `Its certificate`. */
export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `its certificate` → `Its certificate.`; what ends as a sentence stays. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? capitalised(text) : `${capitalised(text)}.`;
}

/** Names that keep their capital within a sentence. */
const NAMES = /^(?:Prometheus|VictoriaMetrics|Thanos|Mimir|Grafana|Pyroscope|Parca|Leakbot|Slack|Kubernetes)\b/;

/** A sentence as the end of another one: `no metric shows it`. */
export function uncapitalised(text: string): string {
  return /^[A-Z][a-z]*[ ,]/.test(text) && !NAMES.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}
