import { createContext, use } from 'react';

/** Resolves the ids in a text for the person who reads it. */
export interface Directory {
  /** Id of the person who reads. */
  me: string;
  /** Undefined if the workspace has no such user. */
  findUserName(user_id: string): string | undefined;
  findChannelName(channel_id: string): string | undefined;
  openUser(user_id: string): void;
  openChannel(channel_id: string): void;
}

const emptyDirectory: Directory = {
  me: '',
  findUserName: () => undefined,
  findChannelName: () => undefined,
  openUser: () => {},
  openChannel: () => {},
};

/** The page provides the directory once, around everything that shows Slack's text. */
export const DirectoryContext = createContext<Directory>(emptyDirectory);

/** The directory of the enclosing DirectoryContext. */
export function useDirectory(): Directory {
  return use(DirectoryContext);
}
