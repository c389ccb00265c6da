import type { SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas } from '@napi-rs/canvas';
import type { Chart, ChartConfiguration, ScaleOptionsByType } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { countdownTicks, timeTicks } from '../../presentation/charts/time-axis.ts';
import type { TimeChart, ValueAxis } from '../../presentation/charts/time-chart.ts';
import { annotationsOf } from './annotations.ts';
import { datasetsOf } from './datasets.ts';
import { FONT_FAMILY } from './fonts.ts';
import { drawHeader, type Header, headerOf } from './header.ts';
import { drawLegend, type LegendLayout, legendLayout } from './legend.ts';
import { drawEventLabels, drawMarks, hasEventLabels, type Plot } from './marks.ts';
import { releasePixels } from './release.ts';
import { COLOUR, SIZE } from './style.ts';

/** The strip above the plot in which deploys are named. */
const EVENT_STRIP = 40;

/** Legend rows that the usual height has room for; each further one makes the picture higher, not the plot lower. */
const USUAL_ROWS = 2;

/** Chart.js with its annotation plugin takes a while to load: once a thread for each height. */
const canvases = new Map<number, ChartJSNodeCanvas>();

function canvasOf(height: number): ChartJSNodeCanvas {
  const known = canvases.get(height);
  if (known !== undefined) return known;
  const canvas = new ChartJSNodeCanvas({
    width: SIZE.width,
    height,
    backgroundColour: COLOUR.background,
    // The plugin's ESM build does not find this copy of Chart.js; `requireLegacy` registers it by hand.
    plugins: { requireLegacy: ['chartjs-plugin-annotation'] },
    chartCallback: (chartJs) => {
      chartJs.defaults.font.family = FONT_FAMILY;
      chartJs.defaults.font.size = SIZE.text;
      chartJs.defaults.color = COLOUR.quiet;
    },
  });
  canvases.set(height, canvas);
  return canvas;
}

/** Draws a chart as PNG; `scale` device pixels a CSS pixel. */
export function drawChart(chart: TimeChart, scale: number): Uint8Array {
  const ruler = createCanvas(1, 1).getContext('2d');
  const header = headerOf(ruler, chart);
  const legend = legendLayout(ruler, chart.legend);
  const height = SIZE.chartHeight + Math.max(0, legend.height - USUAL_ROWS * SIZE.legendRow);
  return canvasOf(height).renderToBufferSync(configurationOf(chart, { scale, header, legend, height }));
}

interface Page {
  readonly scale: number;
  readonly header: Header;
  readonly legend: LegendLayout;
  readonly height: number;
}

function configurationOf(
  chart: TimeChart,
  { scale, header, legend, height }: Page,
): ChartConfiguration<'line', { x: number; y: number | null }[]> {
  const furniture = (context: SKRSContext2D, plot: Plot) => {
    drawHeader(context, header);
    drawEventLabels(context, chart, plot);
    drawMarks(context, chart, plot);
    drawLegend(context, legend, height - legend.height - 12);
  };
  const plugins = {
    legend: { display: false },
    tooltip: { enabled: false },
    annotation: { clip: false, annotations: annotationsOf(chart) },
  };
  return {
    type: 'line',
    data: { datasets: datasetsOf(chart) },
    options: {
      devicePixelRatio: scale,
      parsing: false,
      spanGaps: false,
      layout: {
        padding: {
          left: SIZE.margin - 10,
          right: chart.second === undefined ? SIZE.margin : SIZE.margin - 10,
          top: header.height + (hasEventLabels(chart) ? EVENT_STRIP : 8),
          bottom: legend.height + 20,
        },
      },
      scales: {
        x: timeScale(chart),
        y: valueScale(chart.axis, 'left'),
        ...(chart.second === undefined ? {} : { second: valueScale(chart.second, 'right') }),
      },
      plugins,
    },
    plugins: [
      { id: 'furniture', afterDraw: (drawn) => furniture(drawn.ctx as SKRSContext2D, plotOf(drawn)) },
      // The chart is destroyed once its PNG is made.
      { id: 'release', beforeDestroy: (drawn) => releasePixels(drawn.canvas as { width: number; height: number }) },
    ],
  };
}

function plotOf(drawn: Chart): Plot {
  const pixel = (scale: string) => (value: number) => drawn.scales[scale]?.getPixelForValue(value) ?? 0;
  const { right, top, bottom } = drawn.chartArea;
  return { x: pixel('x'), y: pixel('y'), right, top, bottom };
}

/** Date adapters do not register in this set-up: a linear axis whose ticks are moments. */
function timeScale(chart: TimeChart) {
  const ticks = chart.clock === 'before-kill' ? countdownTicks(chart.range) : timeTicks(chart.range);
  return {
    type: 'linear',
    min: chart.range.from,
    max: chart.range.to,
    grid: { display: false },
    border: { color: COLOUR.muted },
    ticks: {
      color: COLOUR.quiet,
      maxRotation: 0,
      autoSkip: false,
      padding: 8,
      callback: (_, i) => [...(ticks[i]?.lines ?? [])],
    },
    afterBuildTicks: (axis) => {
      axis.ticks = ticks.map(({ time }) => ({ value: time }));
    },
  } satisfies LinearScale;
}

function valueScale({ ticks, top }: ValueAxis, position: 'left' | 'right') {
  return {
    type: 'linear',
    position,
    min: 0,
    max: top,
    grid: { display: position === 'left', color: COLOUR.grid, lineWidth: 2, drawTicks: false },
    border: { display: false },
    ticks: { color: COLOUR.quiet, autoSkip: false, padding: 14, callback: (_, i) => ticks[i]?.label },
    afterBuildTicks: (axis) => {
      axis.ticks = ticks.map(({ value }) => ({ value }));
    },
  } satisfies LinearScale;
}

type LinearScale = Partial<Omit<ScaleOptionsByType<'linear'>, 'grid' | 'ticks' | 'border'>> & {
  type: 'linear';
  grid: Partial<ScaleOptionsByType<'linear'>['grid']>;
  border: Partial<ScaleOptionsByType<'linear'>['border']>;
  ticks: Partial<ScaleOptionsByType<'linear'>['ticks']>;
};
