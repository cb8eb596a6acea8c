import { defaultSeed, type Seed } from '../../../src/local-slack/world/seed.js';

/**
 * The people of the default seed, with these channels besides #general. Everyone and the bot are in the workshops. Ana
 * and the bot are in the halls, which others can join.
 */
export function killSeed({ workshops, halls }: { workshops: number; halls: number }): Seed {
  const named = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}-${index}`);
  return {
    ...defaultSeed,
    channels: [
      { name: 'general', with_bot: true },
      ...named('workshop', workshops).map((name) => ({ name, with_bot: true })),
      ...named('hall', halls).map((name) => ({ name, members: ['ana'], with_bot: true })),
    ],
  };
}
