import type { Announcer } from './intake/announcer.ts';
import type { Share, StoredFile } from './model.ts';
import type { Payload } from './payload.ts';
import { dimensions, isDrawable, isReady } from './picture-facts.ts';
import { fileShape } from './slack-shapes.ts';
import type { WorkspaceState } from './state.ts';

/** Uploads, from the asked-for URL to the share that appears once a file is processed. */
export class FileShelf {
  readonly #state: WorkspaceState;
  readonly #announcer: Announcer;
  readonly #timers = new Set<NodeJS.Timeout>();
  #delayMs: number;

  constructor(state: WorkspaceState, announcer: Announcer, delayMs: number) {
    this.#state = state;
    this.#announcer = announcer;
    this.#delayMs = delayMs;
  }

  /** How long the uploads from now on are processed. */
  setDelay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  begin(asked: { readonly name: string; readonly length: number; readonly altText: string }): StoredFile {
    const state = this.#state;
    const file: StoredFile = {
      ...asked,
      id: state.nextId('F'),
      owner: state.app.userId,
      created: state.clock.now(),
      title: asked.name,
      shares: [],
    };
    state.files.set(file.id, file);
    return file;
  }

  /** Takes the bytes; the fault in words when they are not what was announced. */
  receive(id: string, bytes: Buffer): string | undefined {
    const file = this.#state.files.get(id);
    if (file === undefined) return 'no such upload';
    if (bytes.length !== file.length) return `announced ${file.length} bytes, received ${bytes.length}`;
    file.bytes = bytes;
    return undefined;
  }

  complete(files: readonly { readonly file: StoredFile; readonly title: string }[], share: Share | undefined): void {
    for (const { file, title } of files) {
      if (title !== '') file.title = title;
      file.readyAt = this.#state.clock.now() + this.#delayMs;
      if (share !== undefined) file.share = share;
    }
    if (this.#delayMs === 0) {
      this.settle();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.settle();
    }, this.#delayMs + 1);
    this.#timers.add(timer.unref());
  }

  /** Shows what the clock has made ready. Called before every look at the workspace, so an injected clock suffices. */
  settle(): void {
    const due = [...this.#state.files.values()].filter((file) => file.share && isReady(file, this.#state.clock));
    for (const share of new Set(due.map((file) => file.share))) {
      const together = due.filter((file) => file.share === share);
      if (share !== undefined) this.#show(together, share);
    }
  }

  #show(files: readonly StoredFile[], share: Share): void {
    for (const file of files) delete file.share;
    const message = this.#state.addMessage({
      channel: share.channel,
      author: this.#state.app,
      text: share.comment,
      blocks: share.blocks,
      fileIds: files.map((file) => file.id),
      ...(share.threadTs === undefined ? {} : { threadTs: share.threadTs }),
    });
    for (const file of files) {
      const { channel, ts, threadTs } = message;
      file.shares.push(threadTs === undefined ? { channel, ts } : { channel, ts, threadTs });
      this.#state.changed({ kind: 'file', id: file.id });
      this.#announcer.fileShared(file, message);
    }
    this.#announcer.posted(message);
  }

  remove(file: StoredFile): void {
    this.#state.files.delete(file.id);
    for (const { channel, ts } of file.shares) {
      const message = this.#state.findMessage(channel, ts);
      if (message === undefined) continue;
      message.fileIds = message.fileIds.filter((id) => id !== file.id);
      this.#state.touch(message);
    }
  }

  /** The file of a `slack_file` reference, by id, private URL or permalink. */
  find(reference: Payload): StoredFile | undefined {
    const { id, url } = reference;
    if (typeof id === 'string') return this.#state.files.get(id);
    return [...this.#state.files.values()].find((file) => {
      const { url_private, permalink } = fileShape(this.#state, file);
      return url === url_private || url === permalink;
    });
  }

  /** Whether the reference is a processed png, jpg or gif: else the block that names it is an `invalid slack file`. */
  isPicture(reference: Payload): boolean {
    const file = this.find(reference);
    return file !== undefined && isReady(file, this.#state.clock) && isDrawable(file);
  }

  /** Where the page finds the picture, and its size in pixels when it is known. */
  pictureOf(file: StoredFile): { readonly url: string; readonly width?: number; readonly height?: number } {
    return { url: `/page/file/${file.id}`, ...dimensions(file) };
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
