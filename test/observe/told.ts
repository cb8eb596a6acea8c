import type { extractIncoming } from '../../src/observe/extract.js';

/** The time of all lessons. */
export const NOW = new Date(1_700_000_100_000);

/** The lessons about entities, as JSON. */
export const told = (lessons: ReturnType<typeof extractIncoming>) =>
  lessons.entities.map(({ kind, team_id, id, facts, complete }) => ({
    kind,
    team_id,
    id,
    complete,
    facts: JSON.parse(JSON.stringify(facts)),
  }));

/** The fields of a partial lesson and of a complete one. */
export const partly = { team_id: 'T1', complete: false };
export const whole = { team_id: 'T1', complete: true };

/** A user in Slack's form, and the facts that this gives. */
export const ANN = {
  id: 'U1',
  team_id: 'T9',
  name: 'ann',
  tz: 'Europe/Berlin',
  tz_offset: 3600,
  is_bot: false,
  deleted: false,
  is_stranger: true,
  profile: {
    real_name: 'Ann B',
    display_name: '',
    email: 'a@b.c',
    title: 'CEO',
    image_72: 'http://i/72',
    image_192: 'http://i/192',
  },
};
export const ANN_FACTS = {
  home_team_id: 'T9',
  name: 'ann',
  real_name: 'Ann B',
  display_name: '',
  email: 'a@b.c',
  title: 'CEO',
  tz: 'Europe/Berlin',
  tz_offset: 3600,
  image_url: 'http://i/192',
  deleted: false,
  is_bot: false,
  is_stranger: true,
};
