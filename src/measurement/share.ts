/** `96 %`: a share of one, whole percents; `<1 %` rather than a false zero, `>99 %` rather than a false whole. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %';
  if (share < 1 && share >= 0.995) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** `± 7 %`: how far off a share may be; never none, which no sample is. */
export function formatMargin(share: number): string {
  return `± ${Math.max(1, Math.round(share * 100))} %`;
}

/** `1 kill`, `4 kills`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
