/** What the file name of a frame says about where its source lies. */
export type SourceFile =
  /** A file of the language itself: its standard library or its runtime. */
  | {
      readonly kind: 'standard';
      /** The repository of the language. */
      readonly repository: string;
      /** From the root of that repository. */
      readonly path: string;
      /** The full version of the language, where the path has it: it holds for every file of the build. */
      readonly version?: string | undefined;
      /** The revision to link to, by the version that a metric reports; undefined where that is too little to choose one. */
      readonly revisionAt: (version: string | undefined) => RevisionRead | undefined;
    }
  /** A file of a module whose import path names a repository. */
  | {
      readonly kind: 'module';
      /** `github.com/golang/net/http2` */
      readonly importPath: string;
      /** From the root of the module. */
      readonly path: string;
      /** By what of the import path lies inside the repository. */
      readonly placeIn: (inside: string) => ModulePlace;
    }
  /** An installed package: its repository is unknown, its page in the registry of its language at best. */
  | {
      readonly kind: 'package';
      /** `@acme`: of a team's own packages there is rarely a public page. */
      readonly scope?: string | undefined;
      readonly page: string | undefined;
    }
  /** Code that is named by its package: only the package shows where in the source tree it lies. */
  | {
      readonly kind: 'class';
      /** Below a source root: `com/acme/markets/Cache.java`. */
      readonly path: string;
      /** No library's, as far as its package shows. */
      readonly own: boolean;
      /** Whether a file of that name may lie below a source root, where nothing shows which files there are. */
      readonly mayLieBelow: (root: string) => boolean;
      /** The file among all paths of a repository; undefined where none or several fit. */
      readonly among: (paths: readonly string[]) => string | undefined;
    }
  /** A file that may be the service's own. */
  | OwnFile
  | { readonly kind: 'none' };

export interface OwnFile {
  readonly kind: 'own';
  readonly file: string;
  /** The import path of its package, where its name has one. */
  readonly package: string | undefined;
  /** Whether builds shorten its path to one that begins with the module's, and keep dependencies in `vendor`. */
  readonly inModule: boolean;
}

export interface RevisionRead {
  readonly revision: string;
  /** Set where the name of the revision alone does not show whether it moves on. */
  readonly moving?: boolean | undefined;
}

export interface ModulePlace {
  readonly revision: string;
  /** The module's directory in the repository, empty for its root. */
  readonly directory: string;
}

/** How the source files of one runtime are written in its frames. */
export interface SourceRules {
  /** Reads the file of a frame, written as Unix does; undefined where it is not this runtime's, or may be the service's own. */
  readonly fileOf: (name: string, file: string) => SourceFile | undefined;
}
