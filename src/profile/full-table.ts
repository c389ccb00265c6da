/** Share of the places. One is given up for each new object, and what was collected leaves one: none is seen quite full. */
const FULL = 0.95;

/** Whether so many objects fill a table of so many places. */
export function isFull(objects: number, table: number): boolean {
  return objects >= FULL * table;
}
