import ts from 'typescript';

test('the types that Bolt developers use fit the generated declarations', () => {
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  );
  const program = ts.createProgram(['test/codegen/assignable.ts'], {
    ...config.options,
    rootDir: '.',
    composite: false,
    incremental: false,
    noEmit: true,
  });
  const messages = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? -1;
    return `${line + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
  expect(messages).toEqual([]);
});
