/** A poll, and who voted for what. */
export interface Poll {
  /** The id of the act that made it, which Slack gives and which is the same however often it is delivered. */
  id: string;
  channel: string;
  /** The id of the user who asked. */
  asker: string;
  question: string;
  options: string[];
  votes: Vote[];
  closed: boolean;
  /** Grows with each change. */
  version: number;
}

/** Everybody has one. */
export interface Vote {
  user: string;
  /** As the message shows it. */
  name: string;
  option: string;
}

export type Content = Pick<Poll, 'question' | 'options'>;

/** A poll that nobody has voted in. */
export function startPoll(id: string, channel: string, asker: string, { question, options }: Content): Poll {
  return { id, channel, asker, question, options, votes: [], closed: false, version: 1 };
}

/** Votes, or switches; a vote for what one has voted for already takes it back. Nothing counts once it is closed. */
export function vote(poll: Poll, { user, name, option }: Vote): Poll {
  if (poll.closed || !poll.options.includes(option)) return poll;
  const before = poll.votes.find((one) => one.user === user);
  const others = poll.votes.filter((one) => one.user !== user);
  return { ...poll, votes: before?.option === option ? others : [...others, { user, name, option }] };
}

/** Asks anew. Votes stay with the options that stay. */
export function edit(poll: Poll, { question, options }: Content): Poll {
  if (poll.closed) return poll;
  return { ...poll, question, options, votes: poll.votes.filter(({ option }) => options.includes(option)) };
}

export function close(poll: Poll): Poll {
  return { ...poll, closed: true };
}

/** The options with the most votes; none when nobody voted. */
export function winners({ options, votes }: Poll): string[] {
  const count = (option: string) => votes.filter((one) => one.option === option).length;
  const most = Math.max(...options.map(count));
  return most === 0 ? [] : options.filter((option) => count(option) === most);
}

const MOST_OPTIONS = 10;
/** A button or a line that is longer looks bad, and Slack refuses a button above 75. */
const MOST_OPTION_LENGTH = 75;
/** Slack takes 150 in a header. */
const MOST_QUESTION_LENGTH = 140;

/** What is wrong with a poll's content, for people, by the field that it is about. Empty when all is well. */
export function findMistakes({ question, options }: Content): Record<string, string> {
  const mistakes: Record<string, string> = {};
  if (question === '') mistakes.question = 'A poll needs a question.';
  if (question.length > MOST_QUESTION_LENGTH)
    mistakes.question = `That is longer than ${MOST_QUESTION_LENGTH} characters.`;
  const tooLong = options.find((option) => option.length > MOST_OPTION_LENGTH);
  const twice = options.find((option, at) => options.indexOf(option) !== at);
  if (options.length < 2) mistakes.options = 'A poll needs at least two options.';
  else if (options.length > MOST_OPTIONS) mistakes.options = `A poll takes up to ${MOST_OPTIONS} options.`;
  else if (tooLong)
    mistakes.options = `“${tooLong.slice(0, 20)}…” is longer than ${MOST_OPTION_LENGTH} characters.`;
  else if (twice) mistakes.options = `“${twice}” is there twice.`;
  return mistakes;
}
