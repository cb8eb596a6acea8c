import { dirname, join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from './repository.js';

/** A mistake that the compiler found, with the line in the given text. */
export interface Mistake {
  file: string;
  line: number;
  problem: string;
}

/** Compiles texts as TypeScript files of the tests, all in one program. The names are paths that need not exist. */
export function compileTexts(texts: ReadonlyMap<string, string>): Mistake[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(REPOSITORY, 'test/tsconfig.json'),
    { incremental: false, tsBuildInfoFile: undefined, noUnusedLocals: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => expect(problem).toBeUndefined() },
  );
  const host = ts.createCompilerHost(config?.options ?? {});
  const { fileExists, readFile } = host;
  const folders = new Set([...texts.keys()].map(dirname));
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.directoryExists = (name) => folders.has(name) || ts.sys.directoryExists(name);
  const program = ts.createProgram([...texts.keys()], config?.options ?? {}, host);
  return [...texts.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => ({
      file,
      line: (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
      problem: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}
