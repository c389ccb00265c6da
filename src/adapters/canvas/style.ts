import type { PartId } from '../../runtime/memory-parts.ts';

/**
 * Sizes in CSS pixels of a picture 1200 wide. Slack shows it about 390 wide on a phone, a third of that, so nothing is
 * written smaller than 27.
 */
export const SIZE = {
  width: 1200,
  chartHeight: 780,
  margin: 36,
  title: 38,
  /** The smallest title on one line, and on two. */
  titleOneLine: 35,
  titleLeast: 31,
  titleLine: 47,
  subtitle: 27,
  subtitleLine: 36,
  text: 29,
  legendRow: 44,
  box: 50,
} as const;

/** Colours that stay apart for the colour-blind (orange against blue, and lightness against grey) and in print. */
export const COLOUR = {
  background: '#ffffff',
  ink: '#1b2233',
  quiet: '#5c6479',
  grid: '#e6e8ee',
  chosen: '#d9730d',
  muted: '#b3bccd',
  band: '#d5dbe6',
  context: '#8d99b3',
  contextFill: '#e9ecf3',
  total: '#1b2233',
  limit: '#c22f23',
  killed: '#c22f23',
  killedMuted: '#dd9a93',
  restart: '#1b2233',
  deploy: '#1866d6',
  alert: '#8a2be2',
} as const;

export const PART_COLOUR = {
  'live-heap': '#e0812a',
  garbage: '#f3cd9c',
  idle: '#efe3b0',
  holes: '#e8d28a',
  stacks: '#5aa0d6',
  runtime: '#c3cad8',
  metaspace: '#5aa0d6',
  'code-cache': '#c3cad8',
  buffers: '#2f7f8f',
  tables: '#5aa0d6',
  unexplained: '#6d4f9c',
  heap: '#e0812a',
  tracing: '#5aa0d6',
  anonymous: '#6d4f9c',
  processes: '#b8860b',
  swapped: '#8a6d3b',
  'memory-backed': '#b03a76',
  file: '#9bbf85',
  'active-file': '#9bbf85',
  kernel: '#a33c2e',
  beside: '#9bbf85',
  unsplit: '#c3cad8',
} as const satisfies Record<PartId, string>;

/** Fill and text of a flame graph's boxes. */
export const GROWTH_COLOUR = {
  same: { fill: '#d9dde6', text: '#1b2233' },
  little: { fill: '#f9cf9f', text: '#1b2233' },
  more: { fill: '#ec9141', text: '#1b2233' },
  most: { fill: '#b3470a', text: '#ffffff' },
  smaller: { fill: '#83b4dc', text: '#1b2233' },
} as const;
