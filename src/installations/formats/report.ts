/** The location of an entry. */
export interface Place {
  file: string;
  /** The line or the entry in the file, such as `line 3`. */
  part?: string;
}

/** Something that could not be read. It shows no value, since a value may be a token. */
export interface Problem extends Place {
  /** The field of the entry, such as `bot.token`. */
  field?: string;
  message: string;
}

/** Receives everything that a read leaves out. */
export interface Report {
  /** An entry or a file that could not be read. */
  onProblem(problem: Problem): void;
  /** A part that havoc does not keep, such as the field `enterpriseUrl`. Called once for each entry that has it. */
  onIgnored(what: string): void;
}

/** Describes a problem in one line. */
export function describeProblem({ file, part, field, message }: Problem): string {
  return `${[file, part, field].filter((place) => place !== undefined).join(', ')}: ${message}`;
}
