/** A program that must be installed, and how to get it. */
export interface Need {
  /** A command that ends with 0 if the program is installed. */
  probe: readonly string[];
  /** The program's name in the line that says that it is missing. */
  what: string;
  /** How to install it, as a line of shell or a sentence. */
  install: string;
}

/** What is tested for one language. All its files are in the given folder, which is empty at first. */
export interface Language {
  name: string;
  needs: readonly Need[];
  /** Generates code from the whole contract and compiles it, with the language's own tools. */
  compile: (folder: string) => Promise<void>;
  /** Returns the command that runs an app on the compiled code; absent if there is no app. */
  app?: (folder: string) => AppCommand;
}

export interface AppCommand {
  command: readonly string[];
  /** Added to this process's own environment. */
  environment?: NodeJS.ProcessEnv;
}
