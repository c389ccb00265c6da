/** Powers of 1000 and of 1024, by the suffix of a quantity. */
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * Reads a quantity as the API of Kubernetes writes it, a fraction rounded up as there: `512Mi`, `1G`, `1e9`; of `0.1Gi` it makes
 * `107374182400m`. Undefined when it is none, or negative. Source:
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(text);
  if (match === null) return undefined;
  const [, figure = '', suffix = ''] = match;
  // `1E` is an exa, `1E3` a thousand; one number has no suffix beside an exponent.
  if (suffix !== '' && /[eE]/.test(figure)) return undefined;
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return Math.ceil(Number(figure) * 1024 ** binary);
  const power = DECIMAL.indexOf(suffix) - DECIMAL.indexOf('');
  // A division by a power of ten is exact where a product with a fraction is not.
  return Math.ceil(power < 0 ? Number(figure) / 1000 ** -power : Number(figure) * 1000 ** power);
}
