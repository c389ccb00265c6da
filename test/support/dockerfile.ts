/** One instruction of a Dockerfile: `RUN` and what follows it, with the lines that it goes on over joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions in their order, without comments. */
export function instructionsOf(dockerfile: string): readonly Instruction[] {
  return dockerfile
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const cut = line.indexOf(' ');
      return { name: line.slice(0, cut), rest: line.slice(cut + 1).trim() };
    });
}

/** A script that does what the instructions say, each stage in a folder of its own that lies over this machine's root. */
export function replayOf(instructions: readonly Instruction[]): string {
  let stage = '';
  let workdir = '/';
  const variables: string[] = [];
  const lines = instructions.flatMap(({ name, rest }): readonly string[] => {
    switch (name) {
      case 'FROM':
        stage = / AS (\w+)$/.exec(rest)?.[1] ?? 'final';
        workdir = '/';
        variables.length = 0;
        return [`begin ${stage}`];
      case 'WORKDIR':
        workdir = rest;
        return [`mkdir -p "$S/${stage}/root${workdir}"`];
      case 'ENV':
        variables.push(rest);
        return [];
      case 'COPY':
        return [copyOf(rest, { stage, workdir })];
      case 'RUN':
        return [`chroot "$S/${stage}/root" sh -c ${quoted(`export ${variables.join(' ')}; cd ${workdir}; ${rest}`)}`];
      // What is said of the container, not of its files.
      case 'ARG':
      case 'USER':
      case 'VOLUME':
      case 'EXPOSE':
      case 'HEALTHCHECK':
      case 'ENTRYPOINT':
      case 'CMD':
        return [];
      default:
        throw new Error(`the replay does not know ${name}`);
    }
  });
  return lines.join('\n');
}

function copyOf(rest: string, { stage, workdir }: { readonly stage: string; readonly workdir: string }): string {
  const parts = rest.split(/\s+/);
  const from = parts[0]?.startsWith('--from=') === true ? parts.shift()?.slice('--from='.length) : undefined;
  const target = parts.pop() ?? '';
  const sources = parts.map((part) => (from === undefined ? `"$CONTEXT/${part}"` : `"$S/${from}/root${part}"`));
  const to = `"$S/${stage}/root${workdir}/${target}"`;
  // A folder is copied with what is in it, into the target itself.
  return target.endsWith('/')
    ? `cp -r ${sources.join(' ')} ${to}`
    : `mkdir -p ${to} && cp -r ${sources.map((source) => `${source}/.`).join(' ')} ${to}`;
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
