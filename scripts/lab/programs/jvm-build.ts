import { cpSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Image, systemMounts } from '../cluster/image.ts';
import type { Release } from '../cluster/names.ts';
import type { ToolName, Tools } from '../requirements.ts';
import { builder, SERVICES } from './build.ts';

/** The endpoint that users of a JVM add: `manifest/jvm`. */
const ENDPOINT = join(import.meta.dirname, '..', '..', '..', 'manifest', 'jvm', 'src');

export const JVM_TOOLS: readonly ToolName[] = ['java', 'javac', 'maven'];

/**
 * Compiles a folder of `services/` with the libraries that its pom.xml names, and nothing else of Maven, and the endpoint for
 * memory that stands in `manifest/jvm`. The JDK of this
 * machine is seen as `/opt/java`; file names in a Java program carry no folders, so nothing else need be made to fit.
 */
export async function buildJvm(
  service: { readonly folder: string; readonly name: string; readonly main: string },
  tools: Tools,
  directory: string,
): Promise<(release: Release) => Image> {
  const root = join(directory, 'images', service.name);
  const app = join(root, 'app');
  const sources = join(directory, 'sources', service.name);
  for (const folder of [app, sources]) mkdirSync(folder, { recursive: true });
  cpSync(join(SERVICES, service.folder), sources, { recursive: true });
  cpSync(ENDPOINT, join(sources, 'src'), { recursive: true });
  const run = builder(sources, 'its libraries come from Maven Central');
  await run(tools.path('maven'), ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(app, 'lib')}`]);
  const files = readdirSync(join(sources, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.java'))
    .map((file) => join('src', file));
  const classPath = join(app, 'lib', '*');
  await run(tools.path('javac'), ['--release', '17', '-g', '-cp', classPath, '-d', join(app, 'classes'), ...files]);
  const home = dirname(dirname(realpathSync(tools.path('java'))));
  const mounts = [...systemMounts(root), { from: home, at: '/opt/java' }];
  return ({ revision, version }) => ({
    root,
    mounts,
    command: ['/opt/java/bin/java', '-cp', '/app/classes:/app/lib/*', service.main],
    environment: { REVISION: revision, VERSION: version },
  });
}
