import type { LocalSlack } from '../../src/local-slack/index.js';

/** As Ana, mentions the app in #general once for each number from `from` up to, but not including, `to`. */
export async function mention(local: LocalSlack, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    await local.as('ana').post('#general', `<@${local.botUserId}> ${number}`);
  }
}

/** The numbers that the app of test/e2e/answering-app.js has answered. A number that it answered twice is there twice. */
export function answers(local: LocalSlack): string[] {
  return local.messages('#general').flatMap(({ text }) => /^done (\d+)$/.exec(text)?.[1] ?? []);
}

/** The numbers of the mentions that were answered with 200. */
export function acknowledged(local: LocalSlack): Set<string> {
  const taken = local.pushes(({ attempts }) => attempts.some(({ status }) => status === 200));
  return new Set(taken.flatMap(({ body }) => /"text":"<@\w+> (\d+)"/.exec(JSON.stringify(body))?.[1] ?? []));
}
