import type { Clock } from '../../src/foundation/clock.ts';
import type { StoredFile } from './model.ts';

interface FileKind {
  readonly mimetype: string;
  readonly filetype: string;
  readonly pretty: string;
}

const signatures: readonly (FileKind & { readonly magic: string })[] = [
  { magic: '89504e470d0a1a0a', mimetype: 'image/png', filetype: 'png', pretty: 'PNG' },
  { magic: 'ffd8ff', mimetype: 'image/jpeg', filetype: 'jpg', pretty: 'JPEG' },
  { magic: '474946', mimetype: 'image/gif', filetype: 'gif', pretty: 'GIF' },
  { magic: '1f8b', mimetype: 'application/gzip', filetype: 'gzip', pretty: 'Gzip' },
];

const byExtension: Readonly<Record<string, FileKind>> = {
  svg: { mimetype: 'image/svg+xml', filetype: 'svg', pretty: 'SVG' },
  webp: { mimetype: 'image/webp', filetype: 'webp', pretty: 'WebP' },
  json: { mimetype: 'application/json', filetype: 'json', pretty: 'JSON' },
  md: { mimetype: 'text/markdown', filetype: 'markdown', pretty: 'Markdown' },
  txt: { mimetype: 'text/plain', filetype: 'text', pretty: 'Plain Text' },
};

const unknownKind: FileKind = { mimetype: 'application/octet-stream', filetype: 'binary', pretty: 'Binary' };

/** Whether processing is over; before that a file has neither mimetype nor shares. */
export function isReady(file: StoredFile, clock: Clock): boolean {
  return file.readyAt !== undefined && clock.now() >= file.readyAt;
}

/** What the bytes are, by their first bytes and else by the name: a picture must really be one. */
export function fileKind(file: StoredFile): FileKind {
  const head = file.bytes?.subarray(0, 8).toString('hex') ?? '';
  const bySignature = signatures.find((kind) => head.startsWith(kind.magic));
  return bySignature ?? byExtension[file.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? unknownKind;
}

/** Width and height of a PNG in pixels, from its header; undefined for other kinds. */
export function dimensions(file: StoredFile): { readonly width: number; readonly height: number } | undefined {
  if (fileKind(file).filetype !== 'png' || file.bytes === undefined || file.bytes.length < 24) return undefined;
  return { width: file.bytes.readUInt32BE(16), height: file.bytes.readUInt32BE(20) };
}

/** Only these can stand in a `slack_file` block. */
export function isDrawable(file: StoredFile): boolean {
  return ['png', 'jpg', 'gif'].includes(fileKind(file).filetype);
}
