import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Language } from './language.js';
import { APPS, execute } from './tools.js';

export const csharp: Language = {
  name: 'C#',
  needs: [
    { what: 'dotnet', probe: ['dotnet', '--version'], install: 'apt-get install dotnet-sdk-8.0' },
    {
      // The code that a protoc before version 22 generates for a field called equals does not compile.
      what: 'protoc with grpc_csharp_plugin',
      probe: ['sh', '-c', 'command -v protoc && command -v grpc_csharp_plugin'],
      install: 'put both programs of the NuGet package Grpc.Tools (tools/linux_x64) on the PATH',
    },
  ],
  async compile(folder) {
    await cp(join(APPS, 'csharp'), folder, { recursive: true });
    const image = join(folder, 'havoc.binpb');
    await execute(['npx', 'buf', 'build', '-o', image]);
    const files = await execute(['npx', 'buf', 'ls-files', image]);
    const plugin = await execute(['sh', '-c', 'command -v grpc_csharp_plugin']);
    for (const file of files.split('\n')) {
      // Both generators drop the folder's name, and two files are called api.proto. So the code of each file goes into
      // its own folder, as with Grpc.Tools.
      const out = join(folder, 'gen', dirname(file));
      await mkdir(out, { recursive: true });
      await execute([
        'protoc',
        `--descriptor_set_in=${image}`,
        `--csharp_out=${out}`,
        `--grpc_out=${out}`,
        `--plugin=protoc-gen-grpc=${plugin}`,
        file,
      ]);
    }
    const environment = { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
    await execute(['dotnet', 'build', '--nologo'], { cwd: folder, environment });
  },
};
