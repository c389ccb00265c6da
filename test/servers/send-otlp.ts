import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { OtelMetric } from '../support/otel-series.ts';

/** Sends metrics by OTLP in protobuf (VictoriaMetrics takes no JSON), a request a moment, oldest first, as an SDK exports them. */
export async function sendOtlp(url: string, metrics: readonly OtelMetric[]): Promise<void> {
  const moments = [...new Set(metrics.flatMap(({ track }) => [...track.times]))].sort((a, b) => a - b);
  for (const time of moments) {
    const now = metrics.filter(({ track }) => track.times.includes(time));
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      // ExportMetricsServiceRequest: a ResourceMetrics each.
      body: message(...now.map((metric) => part(1, resourceMetrics(metric, time)))),
    });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  }
}

/** The numbers of the fields are those of opentelemetry/proto/metrics/v1/metrics.proto and of common.proto. */
type Field = (writer: BinaryWriter) => BinaryWriter;

function message(...fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fields.reduce((writer, field) => field(writer), new BinaryWriter()).finish());
}

const part =
  (number: number, bytes: Uint8Array): Field =>
  (to) =>
    to.tag(number, WireType.LengthDelimited).bytes(bytes);
const text =
  (number: number, value: string): Field =>
  (to) =>
    to.tag(number, WireType.LengthDelimited).string(value);
const double =
  (number: number, value: number): Field =>
  (to) =>
    to.tag(number, WireType.Bit64).double(value);
const fixed =
  (number: number, value: bigint): Field =>
  (to) =>
    to.tag(number, WireType.Bit64).fixed64(value);
const small =
  (number: number, value: number): Field =>
  (to) =>
    to.tag(number, WireType.Varint).int32(value);

function attributes(number: number, pairs: Readonly<Record<string, string>>): readonly Field[] {
  return Object.entries(pairs).map(([key, value]) =>
    part(number, message(text(1, key), part(2, message(text(1, value))))),
  );
}

function resourceMetrics(metric: OtelMetric, time: number): Uint8Array {
  const resource = message(...attributes(1, metric.resource));
  const scope = message(text(1, 'test'));
  return message(part(1, resource), part(2, message(part(1, scope), part(2, metricOf(metric, time)))));
}

const CUMULATIVE = 2;

function metricOf({ name, unit, kind, attributes: own = {}, track }: OtelMetric, time: number): Uint8Array {
  const value = track.values[track.times.indexOf(time)] ?? 0;
  const times = [nanoseconds(track.times[0] ?? 0), nanoseconds(time)] as const;
  const head = [text(1, name), text(3, unit)];
  const moments = [fixed(2, times[0]), fixed(3, times[1])];
  if (kind === 'histogram') {
    const point = message(
      ...moments,
      fixed(4, BigInt(value)),
      double(5, value),
      part(
        6,
        packed([value, 0], (writer, count) => writer.fixed64(BigInt(count))),
      ),
      part(
        7,
        packed([1], (writer, bound) => writer.double(bound)),
      ),
      ...attributes(9, own),
    );
    return message(...head, part(9, message(part(1, point), small(2, CUMULATIVE))));
  }
  const point = message(...moments, double(4, value), ...attributes(7, own));
  // What goes up and down is a sum that is not monotonic.
  const monotonic = kind === 'counter' ? 1 : 0;
  return message(...head, part(7, message(part(1, point), small(2, CUMULATIVE), small(3, monotonic))));
}

function packed(values: readonly number[], each: (writer: BinaryWriter, value: number) => BinaryWriter): Uint8Array {
  return values.reduce(each, new BinaryWriter()).finish();
}

function nanoseconds(time: number): bigint {
  return BigInt(time) * 1_000_000n;
}
