/** Default width of a flame graph in CSS pixels: what Slack shows large on a desktop. */
export const USUAL_WIDTH = 1200;

/** The legend has room in this. A narrower picture is this layout made smaller: at 390 its type is 12 pixels high. */
const NARROWEST_LAYOUT = 920;

/** Pixels. Of less nothing can be read. */
const LEAST = 200;
/** Pixels. For more the canvas takes hundreds of MiB. */
const MOST = 8000;

/** The width to lay a picture out in, in units in which type has always the same size; throws RangeError for no width. */
export function layoutWidthOf(width: number): number {
  if (!(width >= LEAST && width <= MOST)) {
    throw new RangeError(`a flame graph is ${LEAST} to ${MOST} pixels wide, not ${width}`);
  }
  return Math.max(NARROWEST_LAYOUT, width);
}
