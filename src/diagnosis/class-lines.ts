import { formatBytesDelta } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import type { ClassGrowth } from '../profile/histogram/class-growth.ts';
import { closeableText } from '../profile/histogram/own-growth.ts';
import { shortName } from '../profile/short-names.ts';
import { isPerhapsSoft } from './suspect.ts';

/** What class histograms, or the objects that a collector tracks, show beside the allocation sites: bytes by class. */
export function classLines(classes: ClassGrowth | undefined): readonly string[] {
  if (classes === undefined || classes.bytes.length === 0) return [];
  const { bytes, own, library, closeable, alike, tracked, soft = 0 } = classes;
  const grown = bytes.map(({ name, more }) => `${shortName(name)} ${formatBytesDelta(more)}`);
  const others = alike.map(({ name }) => shortName(name));
  const together = others.length === 0 ? '' : `, ${listed(others)} by about as many`;
  return [
    `By class, ${tracked === true ? 'of what the garbage collector tracks' : 'exact after a collection'}: ${grown.join(', ')}.`,
    ...(own === undefined
      ? []
      : [
          `Of the service’s own classes ${shortName(own.name)} grew most, by ${formatCount(own.more)} instances${together}.`,
        ]),
    ...(isPerhapsSoft(classes)
      ? [
          `java.lang.ref.SoftReference grew by ${formatCount(soft)} instances as well: where such a reference alone keeps each, the JVM frees it before an OutOfMemoryError.`,
        ]
      : []),
    ...(library === undefined
      ? []
      : [
          `None of the service’s own classes grew; of those of libraries ${library.name} did most, by ${formatCount(library.more)} instances${together}.`,
        ]),
    ...(closeable === undefined ? [] : [closeableText(closeable)]),
  ];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
