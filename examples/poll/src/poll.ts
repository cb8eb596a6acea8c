/** A poll with its votes. */
export interface Poll {
  /** The id of the act that created the poll. Slack assigns it, and it is the same in every delivery. */
  id: string;
  channel: string;
  /** The id of the user who asked. */
  asker: string;
  question: string;
  options: string[];
  votes: Vote[];
  closed: boolean;
  /** Increases with each change. */
  version: number;
}

/** A vote. Each user has at most one. */
export interface Vote {
  user: string;
  /** The name that the message shows. */
  name: string;
  option: string;
}

export type Content = Pick<Poll, 'question' | 'options'>;

/** Makes a poll without votes. */
export function startPoll(id: string, channel: string, asker: string, { question, options }: Content): Poll {
  return { id, channel, asker, question, options, votes: [], closed: false, version: 1 };
}

/** Adds or changes a user's vote. A second vote for the same option takes it back. A closed poll does not change. */
export function vote(poll: Poll, { user, name, option }: Vote): Poll {
  if (poll.closed || !poll.options.includes(option)) return poll;
  const before = poll.votes.find((one) => one.user === user);
  const others = poll.votes.filter((one) => one.user !== user);
  return { ...poll, votes: before?.option === option ? others : [...others, { user, name, option }] };
}

/** Changes the question and the options. Options that stay keep their votes. A closed poll does not change. */
export function edit(poll: Poll, { question, options }: Content): Poll {
  if (poll.closed) return poll;
  return { ...poll, question, options, votes: poll.votes.filter(({ option }) => options.includes(option)) };
}

export function close(poll: Poll): Poll {
  return { ...poll, closed: true };
}

/** The options with the most votes; none if there are no votes. */
export function winners({ options, votes }: Poll): string[] {
  const count = (option: string) => votes.filter((one) => one.option === option).length;
  const most = Math.max(...options.map(count));
  return most === 0 ? [] : options.filter((option) => count(option) === most);
}

const MOST_OPTIONS = 10;
/** Longer options make the message hard to read. */
const MOST_OPTION_LENGTH = 75;
/** Slack's limit for a header is 150. */
const MOST_QUESTION_LENGTH = 140;

/** Finds mistakes in a poll's content. Returns a message for each field with a mistake. */
export function findMistakes({ question, options }: Content): Record<string, string> {
  const mistakes: Record<string, string> = {};
  if (question === '') mistakes.question = 'A poll needs a question.';
  if (question.length > MOST_QUESTION_LENGTH)
    mistakes.question = `The question is longer than ${MOST_QUESTION_LENGTH} characters.`;
  const tooLong = options.find((option) => option.length > MOST_OPTION_LENGTH);
  const twice = options.find((option, at) => options.indexOf(option) !== at);
  if (options.length < 2) mistakes.options = 'A poll needs at least two options.';
  else if (options.length > MOST_OPTIONS)
    mistakes.options = `A poll can have at most ${MOST_OPTIONS} options.`;
  else if (tooLong)
    mistakes.options = `The option “${tooLong.slice(0, 20)}…” is longer than ${MOST_OPTION_LENGTH} characters.`;
  else if (twice) mistakes.options = `The option “${twice}” is there twice.`;
  return mistakes;
}
