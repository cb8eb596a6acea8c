/** A program that must be there, and how to get it. */
export interface Need {
  /** Ends with 0 where it is there. */
  probe: readonly string[];
  /** What to call it in the line that says it is missing. */
  what: string;
  /** What to do about it, as a line of shell or a sentence. */
  install: string;
}

/** What one language shows. Its files are all in the folder given, which is empty at first. */
export interface Language {
  name: string;
  needs: readonly Need[];
  /** Generates code from the whole contract and compiles it, by the language's own tools. */
  compile: (folder: string) => Promise<void>;
  /** The command that runs an app of what was compiled; absent where there is none. */
  app?: (folder: string) => AppCommand;
}

export interface AppCommand {
  command: readonly string[];
  /** Beside this process's own environment. */
  environment?: NodeJS.ProcessEnv;
}
