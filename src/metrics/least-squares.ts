/** A column with what a basis explains of it taken out, and its products: all that a fit needs. */
export interface Remainder {
  readonly column: Float64Array;
  readonly square: number;
}

/** Coefficients of up to two columns beside a basis. */
export interface Fit {
  readonly first: number;
  readonly second: number;
  /** The sum of squared residuals. */
  readonly squares: number;
  /** Variance of the last coefficient per unit of residual variance. */
  readonly lastVariance: number;
}

/** What is left of a column when less than this share of it is new, is rounding. */
const COLLINEAR = 1e-9;

/** Orthonormal columns that span the same (modified Gram–Schmidt; Golub and Van Loan, Matrix Computations, §5.2.8). */
export function orthonormal(columns: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const { column: rest, square } = without(basis, column);
    if (square > 0) basis.push(rest.map((value) => value / Math.sqrt(square)));
  }
  return basis;
}

/** What an orthonormal basis leaves of a column; zeros where it leaves nothing but rounding. */
export function without(basis: readonly Float64Array[], column: Float64Array): Remainder {
  const rest = column.slice();
  for (const one of basis) {
    const share = dot(one, rest);
    for (let i = 0; i < rest.length; i += 1) rest[i] = (rest[i] ?? 0) - share * (one[i] ?? 0);
  }
  const square = dot(rest, rest);
  return square > COLLINEAR * dot(column, column) ? { column: rest, square } : { column: rest.fill(0), square: 0 };
}

/**
 * Ordinary least squares of a target on a basis and at most two columns more, all given as what the basis leaves of
 * them: the Frisch–Waugh–Lovell theorem (Frisch and Waugh, Econometrica 1, 1933) says that the coefficients are the same.
 */
export function fitOf(target: Remainder, first?: Remainder, second?: Remainder): Fit {
  if (first === undefined || second === undefined) {
    const only = first ?? second;
    if (only === undefined || only.square === 0)
      return { first: 0, second: 0, squares: target.square, lastVariance: 0 };
    const product = dot(only.column, target.column);
    const coefficient = product / only.square;
    const squares = target.square - coefficient * product;
    const [a, b] = first === undefined ? [0, coefficient] : [coefficient, 0];
    return { first: a, second: b, squares, lastVariance: 1 / only.square };
  }
  const across = dot(first.column, second.column);
  const determinant = first.square * second.square - across ** 2;
  if (determinant <= COLLINEAR * first.square * second.square) return fitOf(target, first);
  const a = dot(first.column, target.column);
  const b = dot(second.column, target.column);
  const one = (second.square * a - across * b) / determinant;
  const two = (first.square * b - across * a) / determinant;
  const squares = target.square - one * a - two * b;
  return { first: one, second: two, squares, lastVariance: first.square / determinant };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
