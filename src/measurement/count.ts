/** `431`, `12,480`, `1.2 M`: a number of things, for people. */
export function formatCount(count: number): string {
  if (Math.abs(count) >= 999_500) return `${Math.round(count / 100_000) / 10} M`;
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',')
    .replace('-', '−');
}
