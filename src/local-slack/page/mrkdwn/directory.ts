import { createContext, use } from 'react';

/** Who and what ids in a text stand for, for the person who reads it. */
export interface Directory {
  /** Id of the person who reads. */
  me: string;
  /** Undefined for a person that the workspace does not know. */
  findUserName(user_id: string): string | undefined;
  findChannelName(channel_id: string): string | undefined;
  openUser(user_id: string): void;
  openChannel(channel_id: string): void;
}

const nobody: Directory = {
  me: '',
  findUserName: () => undefined,
  findChannelName: () => undefined,
  openUser: () => {},
  openChannel: () => {},
};

/** Given once around everything that shows Slack's text. */
export const DirectoryContext = createContext<Directory>(nobody);

/** The names that hold where this component stands. */
export function useDirectory(): Directory {
  return use(DirectoryContext);
}
