import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRecording } from '../../scripts/demo/recording.ts';
import { folderProfiles } from '../../src/adapters/profile-folder/profile-source.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { issueDraft } from '../../src/presentation/report/issue-draft.ts';
import { markdownReport } from '../../src/presentation/report/markdown.ts';
import { pathTemplate } from '../../src/profile/files/path-template.ts';
import { player } from '../support/played-out.ts';
import { readFixture } from '../support/profile/read-fixture.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

const recording = readRecording('jvm-heap-leak');
/** The one of the recorded pods that leaks most. */
const POD = 'orders-api-58d7c9b6f5-x2xkf';
/** Two moments of one container run that ended in a kill. */
const [base, current] = recording.snapshots.filter(({ kind, pod }) => kind === 'heap' && pod === POD).slice(6, 8);
const recorded = (name: string) => gunzipSync(readFixture(`jfr/${name}.gz`));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jvm-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a real JVM wrote, as the files of the pod that the recorded metrics are of. */
async function investigated(files: Readonly<Record<string, Uint8Array>>, ...templates: readonly string[]) {
  const { service, end, metrics, comparer } = recordedEvidence('jvm-heap-leak');
  await mkdir(join(folder, POD));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, POD, name), bytes);
  const [template = ''] = templates;
  const profiles = folderProfiles(pathTemplate(`${folder}/{pod}/${template}`));
  return player().play({ service, now: end, metrics, profiles, comparer });
}

const named = (kind: string, time: number | undefined, ending: string) =>
  `${kind}-${new Date(time ?? 0).toISOString()}.${ending}`;

describe('recordings of JDK Flight Recorder in a folder', () => {
  test('end an investigation in the line, the class and what keeps it: as shares, the growth of the heap in bytes', async () => {
    const { investigation, conclusion } = await investigated(
      {
        [named('heap', base?.time, 'jfr')]: recorded('old-objects-base.jfr'),
        [named('heap', current?.time, 'jfr')]: recorded('old-objects-current.jfr'),
      },
      '{kind}-{time}.jfr',
    );
    const { finding, compared } = conclusion;
    // Memory outside the heap grew a little too, of which a recording of objects shows nothing.
    expect(conclusion.gaps).toEqual([]);
    expect(finding.kind).toBe('heap-leak');
    expect(finding.title).toBe(
      'Heap leak in LeakyQuotes$Quote.<init>: a cache that only grows (LeakyQuotes$QuoteCache.entries)',
    );
    expect(compared).toMatchObject({ sampleType: 'old_object_samples', unit: 'ppm' });
    expect(finding.paths[0]).toMatchObject({
      frames: [{ function: 'com.acme.markets.LeakyQuotes$Quote.<init>', line: 18 }, {}, {}, {}],
      kept: { class: 'byte[]', holder: expect.stringContaining('static LeakyQuotes.CACHE') as string },
    });
    // The last dumps by `jfr print`: 53 objects, lastKnownHeapUsage 4,402,256; 101 objects, 19,769,208 bytes, of which 48 were
    // allocated after the first dump, 46 of these by this line: 0.958.
    expect(finding.evidence.slice(0, 2)).toEqual([
      'The heap grew between 10:46 and 10:48 UTC (in use after the last collection before each, with the garbage that it left: 4.2 → 18.9 MiB).',
      // 46 of 48: 1.96 √(52 × 48/52 × 4/52) / 48, in whole percents.
      'Of the 48 objects that the profiler follows and that were allocated since 10:46 UTC, 96 % (± 8 %) were allocated in LeakyQuotes$Quote.<init> (LeakyQuotes.java:18); those that were there before are no growth.',
    ]);
    const said = [markdownReport(investigation, playbookFor('jvm')), issueDraft(investigation, conclusion).body];
    for (const text of said) {
      expect(text).toContain('`leakbot diff --sample-type old_object_samples base.jfr current.jfr`');
      expect(text).not.toMatch(/goroutine|go tool pprof/);
    }
    expect(said[1]).toContain('1. 96 % of the added objects: `LeakyQuotes.load → LeakyQuotes$Quote.<init>`');
  });

  test('name the setting that each lacks: of stacks, of what keeps the objects', async () => {
    const lacking = (name: string) => {
      const text = recorded(name).toString('latin1');
      // As if the events had no field for either.
      const renamed = { '\x0astackTrace': '\x0astackTrbce', '\x08referrer': '\x08referrfr', '\x04root': '\x04roos' };
      const without = Object.entries(renamed).reduce((all, [from, to]) => all.replaceAll(from, to), text);
      return Buffer.from(without, 'latin1');
    };
    const { conclusion } = await investigated(
      {
        [named('heap', base?.time, 'jfr')]: lacking('old-objects-base.jfr'),
        [named('heap', current?.time, 'jfr')]: lacking('old-objects-current.jfr'),
      },
      '{kind}-{time}.jfr',
    );
    expect(conclusion.finding.title).toMatch(/^Heap leak of byte\[\]/);
    expect(conclusion.finding.evidence[1]).toMatch(
      /^Of the 48 objects .* are byte\[\]; those that were there before are no growth/,
    );
    expect(conclusion.gaps.map(({ fix }) => fix).join('\n')).toMatch(
      /-XX:StartFlightRecording=settings=profile[\s\S]*JFR\.dump path-to-gc-roots=true filename=FILE/,
    );
  });

  test('begin with the first dump that shows an object: one from before the first collection is no level', async () => {
    const later = (base?.time ?? 0) + 5000;
    const { conclusion } = await investigated(
      {
        // It has the event of followed objects, and none of them.
        [named('heap', base?.time, 'jfr')]: recorded('allocations-base.jfr'),
        [named('heap', later, 'jfr')]: recorded('old-objects-base.jfr'),
        [named('heap', current?.time, 'jfr')]: recorded('old-objects-current.jfr'),
      },
      '{kind}-{time}.jfr',
    );
    expect(conclusion.compared?.base.snapshot.time).toBe(later);
    expect(conclusion.finding.evidence[1]).toContain(
      'Of the 48 objects that the profiler follows and that were allocated since 10:46:57 UTC, 96 % (± 8 %) were allocated in',
    );
  });

  test('that show no growth of a heap that grows are said to, and name no line', async () => {
    const { conclusion } = await investigated(
      {
        [named('heap', base?.time, 'jfr')]: recorded('old-objects-base.jfr'),
        // A later file holds the earlier chunks: here the same one again, of a heap that stood.
        [named('heap', current?.time, 'jfr')]: Buffer.concat([
          recorded('old-objects-base.jfr'),
          recorded('old-objects-base.jfr'),
        ]),
      },
      '{kind}-{time}.jfr',
    );
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(conclusion.finding.paths).toEqual([]);
    // lastKnownHeapUsage of both by `jfr print`: 4,402,256.
    expect(conclusion.gaps.map(({ missing }) => missing)).toContain(
      `The heap profiles of ${POD} from 10:46 and 10:48 UTC show no growth (4.2 → 4.2 MiB): no line is named from them.`,
    );
  });

  test('of which one was kept twice are one measurement, and no sign that nothing grew', async () => {
    const { conclusion } = await investigated(
      {
        [named('heap', base?.time, 'jfr')]: recorded('old-objects-base.jfr'),
        [named('heap', current?.time, 'jfr')]: recorded('old-objects-base.jfr'),
      },
      '{kind}-{time}.jfr',
    );
    const gaps = conclusion.gaps.map(({ missing }) => missing).join(' ');
    expect(gaps).toMatch(/byte for byte/);
    expect(gaps).not.toMatch(/no growth/);
  });

  test('of async-profiler with a full table: the growth is the heap’s, the shares are by site, and the report says why', async () => {
    const { investigation, conclusion } = await investigated(
      {
        [named('heap', base?.time, 'jfr')]: recorded('full-base.jfr'),
        [named('heap', current?.time, 'jfr')]: recorded('full-current.jfr'),
      },
      '{kind}-{time}.jfr',
    );
    const { finding } = conclusion;
    expect(finding.kind).toBe('heap-leak');
    expect(finding.paths.map(({ frames }) => frames[0]?.line)).toEqual([12, 16]);
    // Three parts of four of what is kept are quotes; a thousand samples of them err by some percent.
    expect(finding.paths[0]?.share).toBeGreaterThan(0.7);
    expect(finding.paths[0]?.share).toBeLessThan(0.8);
    expect(finding.evidence.join('\n')).toMatch(
      /^The heap grew .* \(in use after the last collection before each, with the garbage that it left: [\d.]+ → [\d.]+ MiB\)\.\n.*\nThe table of 1,024 objects that the profiler follows was full on both sides/,
    );
    expect(markdownReport(investigation, playbookFor('jvm'))).toContain('was full on both sides');
  });
});

describe('class histograms in a folder', () => {
  const histograms = {
    [named('heap-histogram', base?.time, 'txt')]: recorded('histogram-base.txt'),
    [named('heap-histogram', current?.time, 'txt')]: recorded('histogram-current.txt'),
  };
  // The rows of the two files: byte[] 30,172 → 61,193 of 2.5 → 17.0 MB … as `diff` has them.
  const grown = /^By class, exact after a collection: byte\[\] \+1\d(\.\d)? MiB, /;
  const own = 'Of the service’s own classes LeakyQuotes$Quote grew most, by 15,000 instances';

  test('add bytes by class to what the recordings show by line', async () => {
    const { conclusion } = await investigated(
      {
        ...histograms,
        [named('heap', base?.time, 'jfr')]: recorded('old-objects-base.jfr'),
        [named('heap', current?.time, 'jfr')]: recorded('old-objects-current.jfr'),
      },
      '{kind}-{time}.*',
    );
    const { evidence, paths } = conclusion.finding;
    expect(paths[0]?.frames[0]?.line).toBe(18);
    expect(evidence.find((line) => grown.test(line))).toBeDefined();
    expect(evidence.find((line) => line.startsWith(own))).toMatch(/byte\[\].* by about as many\.$/);
  });

  test('alone end in the class: no line, and how to see one', async () => {
    const { conclusion } = await investigated(histograms, '{kind}-{time}.txt');
    const { finding, gaps, compared } = conclusion;
    expect(compared?.sampleType).toBe('class_bytes');
    expect(finding.title).toBe('Heap leak of LeakyQuotes$Quote');
    expect(gaps.map(({ fix }) => fix).join('\n')).toContain('-javaagent:leakbot-memory.jar');
    expect(finding.evidence.find((line) => line.startsWith(own))).toBeDefined();
  });
});
