/** What is sent, and when it is given up. */
export interface Sent {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly tls?: Certificates | undefined;
}

/** Whom to believe over TLS. */
export interface Certificates {
  /** PEM, instead of the authorities that Node knows. */
  readonly ca?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** An answer whose body is still to be read. */
export interface Received {
  readonly status: number;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly headerNames: readonly string[];
  /** Without any Content-Encoding. Whoever stops reading ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}
