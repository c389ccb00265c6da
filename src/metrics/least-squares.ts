/** One fitted linear model. */
export interface Fit {
  /** One a column. */
  readonly coefficients: readonly number[];
  /** The sum of squared residuals. */
  readonly squares: number;
}

/** Keeps nearly collinear columns solvable; relative to the diagonal. */
const RIDGE = 1e-9;

/** Ordinary least squares by the normal equations; columns are few, of equal length, and of similar magnitude. */
export function leastSquares(columns: readonly Float64Array[], target: Float64Array): Fit {
  const size = columns.length;
  const rows = columns.map((column, i) => {
    const row = columns.map((other, j) => dot(column, other) * (i === j ? 1 + RIDGE : 1));
    row.push(dot(column, target));
    return row;
  });
  for (let pivot = 0; pivot < size; pivot += 1) {
    const pivotRow = rows[pivot] ?? [];
    const divisor = pivotRow[pivot] ?? 0;
    if (divisor === 0) continue;
    for (let i = 0; i < size; i += 1) {
      const row = rows[i];
      if (i === pivot || row === undefined) continue;
      const factor = (row[pivot] ?? 0) / divisor;
      if (factor === 0) continue;
      for (let j = pivot; j <= size; j += 1) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  const coefficients = rows.map((row, i) => ((row[i] ?? 0) === 0 ? 0 : (row[size] ?? 0) / (row[i] ?? 1)));
  let squares = 0;
  for (let row = 0; row < target.length; row += 1) squares += residualAt(columns, coefficients, target, row) ** 2;
  return { coefficients, squares };
}

/** What a fit leaves unexplained at one row. */
export function residualAt(
  columns: readonly Float64Array[],
  coefficients: readonly number[],
  target: Float64Array,
  row: number,
): number {
  let value = target[row] ?? 0;
  for (let i = 0; i < columns.length; i += 1) value -= (coefficients[i] ?? 0) * (columns[i]?.[row] ?? 0);
  return value;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
