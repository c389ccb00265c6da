/** First path elements of Go's standard library. */
const PACKAGES = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go ' +
    'hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort ' +
    'strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

const TOOLCHAIN = /\/golang\.org\/toolchain@v[\d.]+-(go[\w.]+?)\.\w+-\w+\/src\/(.+)$/;
const SDK = /\/(go\d+\.\d+(?:\.\d+|rc\d+|beta\d+)?)\/src\/(.+)$/;
/** `/opt/hostedtoolcache/go/1.26.1/x64/src/…` (GitHub's runners), `/opt/homebrew/Cellar/go/1.26.1/libexec/src/…`. */
const INSTALLED = /\/(?:go|golang)\/(\d+\.\d+(?:\.\d+)?)\/(?:x64|arm64|x86|libexec|go)\/src\/(.+)$/;
const GO_ROOT = /^(?:\$?GOROOT|.*\/(?:go|golang|go-?\d[\w.]*|go_sdk|libexec))\/src\/(.+)$/i;

/** A file of Go's standard library. */
export interface StandardFile {
  /** From GOROOT/src: `encoding/json/encode.go`. */
  readonly path: string;
  /** `go1.26.1`, where the directory has it. */
  readonly goVersion: string | undefined;
}

/**
 * Recognises the standard library by file name: below GOROOT wherever that was, or, in builds with trimmed paths, by
 * its first element, which in other modules is a host or a module name.
 */
export function standardFile(file: string): StandardFile | undefined {
  const versioned = TOOLCHAIN.exec(file) ?? SDK.exec(file) ?? INSTALLED.exec(file);
  const path = versioned?.[2] ?? GO_ROOT.exec(file)?.[1] ?? (file.startsWith('/') ? undefined : file);
  if (path === undefined || !path.includes('/') || !isStandardPackage(path)) return undefined;
  return { path, goVersion: versioned?.[1] };
}

export function isStandardPackage(path: string): boolean {
  return PACKAGES.has(path.split('/', 1)[0] ?? '');
}
