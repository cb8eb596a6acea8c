import { type Command, Option } from 'commander';
import { DEFAULT_ADDRESS } from '../base/index.js';

// Options that several commands have.

/** Adds the options of a command that talks to a sidecar. */
export function withSidecarOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--address <address>',
        `the address of the sidecar; default: that of a running havoc dev, otherwise ${DEFAULT_ADDRESS}`,
      ).env('HAVOC_ADDRESS'),
    )
    .addOption(dataDir('the data folder of the running havoc dev'))
    .addOption(
      new Option('--token <token>', 'the token for a sidecar on another machine').env('HAVOC_GRPC_TOKEN'),
    )
    .addOption(
      new Option('--ca <file>', "the PEM file of the CA of the sidecar's certificate").env('HAVOC_GRPC_CA'),
    );
}

export function dataDir(meaning: string): Option {
  return new Option('--data-dir <folder>', meaning).env('HAVOC_DATA_DIR').default('.havoc');
}
