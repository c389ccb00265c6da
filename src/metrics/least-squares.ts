/** One fitted linear model. */
export interface Fit {
  /** One a column. */
  readonly coefficients: readonly number[];
  /** The sum of squared residuals. */
  readonly squares: number;
  /** The variance of the last coefficient per unit of residual variance. */
  readonly lastVariance: number;
}

/** Keeps nearly collinear columns solvable; relative to the diagonal. */
const RIDGE = 1e-9;

/** Ordinary least squares by the normal equations; columns are few, of equal length, and of similar magnitude. */
export function leastSquares(columns: readonly Float64Array[], target: Float64Array): Fit {
  const size = columns.length;
  // Two right-hand sides: the target, and the unit vector that brings out the last diagonal of the inverse.
  const width = size + 2;
  const rows = columns.map((column, i) => {
    const row = new Float64Array(width);
    for (let j = 0; j < size; j += 1) row[j] = dot(column, columns[j] ?? column) * (i === j ? 1 + RIDGE : 1);
    row[size] = dot(column, target);
    row[size + 1] = i === size - 1 ? 1 : 0;
    return row;
  });
  for (let pivot = 0; pivot < size; pivot += 1) eliminate(rows, pivot, width);
  const solved = (side: number) => rows.map((row, i) => ((row[i] ?? 0) === 0 ? 0 : (row[side] ?? 0) / (row[i] ?? 1)));
  const coefficients = solved(size);
  let squares = 0;
  for (let row = 0; row < target.length; row += 1) squares += residualAt(columns, coefficients, target, row) ** 2;
  return { coefficients, squares, lastVariance: Math.max(0, solved(size + 1).at(-1) ?? 0) };
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

/** One Gauss–Jordan step: clears a column in all rows but the pivot's own. */
function eliminate(rows: readonly Float64Array[], pivot: number, width: number): void {
  const pivotRow = rows[pivot];
  const divisor = pivotRow?.[pivot] ?? 0;
  if (pivotRow === undefined || divisor === 0) return;
  for (const row of rows) {
    const factor = row === pivotRow ? 0 : (row[pivot] ?? 0) / divisor;
    if (factor === 0) continue;
    for (let j = pivot; j < width; j += 1) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
