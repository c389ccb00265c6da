import { cpSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Image, systemMounts } from '../cluster/image.ts';
import type { Release } from '../cluster/names.ts';
import type { ToolName, Tools } from '../requirements.ts';
import { type Build, builder, SERVICES } from './build.ts';

/** The endpoint that users of a JVM add: `manifest/jvm`. */
const ENDPOINT = join(import.meta.dirname, '..', '..', '..', 'manifest', 'jvm', 'src');

export const JVM_TOOLS: readonly ToolName[] = ['java', 'javac', 'maven'];

interface JvmService {
  /** Its folder of `services/`. */
  readonly folder: string;
  readonly name: string;
  /** The class with `main`. */
  readonly main: string;
}

/**
 * Compiles a folder of `services/` with the libraries that its pom.xml names, and nothing else of Maven, and the endpoint for
 * memory that stands in `manifest/jvm`. The JDK of this
 * machine is seen as `/opt/java`; file names in a Java program carry no folders, so nothing else need be made to fit.
 */
export async function buildJvm(
  service: JvmService,
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
  const classes = join(app, 'classes');
  const java = sourcesOf(sources, '.java');
  await run(tools.path('javac'), ['--release', '17', '-g', '-cp', join(app, 'lib', '*'), '-d', classes, ...java]);
  const kotlin = sourcesOf(sources, '.kt');
  if (kotlin.length > 0) {
    await compileKotlin({
      run,
      tools,
      files: kotlin,
      lib: join(app, 'lib'),
      classes,
      compiler: join(directory, 'kotlin'),
    });
  }
  const home = dirname(dirname(realpathSync(tools.path('java'))));
  const mounts = [...systemMounts(root), { from: home, at: '/opt/java' }];
  return ({ revision, version }) => ({
    root,
    mounts,
    command: ['/opt/java/bin/java', '-cp', '/app/classes:/app/lib/*', service.main],
    environment: { REVISION: revision, VERSION: version },
  });
}

/** Its files with an ending, as paths from its folder. */
function sourcesOf(folder: string, ending: string): readonly string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join('src', file));
}

interface Kotlin {
  readonly run: Build;
  readonly tools: Tools;
  readonly files: readonly string[];
  /** The service's libraries, and where its classes go. */
  readonly lib: string;
  readonly classes: string;
  /** Where the compiler's own jars go. */
  readonly compiler: string;
}

/** With the compiler that the service's `compiler/pom.xml` names: it is a Java program like any other. */
async function compileKotlin({ run, tools, files, lib, classes, compiler }: Kotlin): Promise<void> {
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${compiler}`];
  await run(tools.path('maven'), ['-q', '-B', '-f', 'compiler/pom.xml', ...goal]);
  const classPath = [classes, ...readdirSync(lib).map((jar) => join(lib, jar))].join(':');
  const settings = ['-no-stdlib', '-no-reflect', '-jvm-target', '17', '-cp', classPath, '-d', classes];
  const main = 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler';
  await run(tools.path('java'), ['-cp', join(compiler, '*'), main, ...settings, ...files]);
}
