import type { Json } from '../../../src/base/index.js';
import type { InstallationKey, Whose } from '../../../src/slack/index.js';

/** A payload, the installation that it belongs to, and the installations to try, in order. */
export interface Case {
  title: string;
  kind: string;
  body: Json;
  whose: Whose;
  keys: InstallationKey[];
}

/** A workspace without an organisation. */
export const ACME = 'T03E94MJU';
/** Another workspace without an organisation. */
export const INITECH = 'T07D3RKQH';
/** An organisation with two workspaces. */
export const GLOBE = 'E013Y3SHL';
export const GLOBE_HQ = 'T014GJXU9';
export const GLOBE_LAB = 'T015HKYV0';
/** Another organisation, with one workspace. */
export const HOOLI = 'E0776TLA8';
export const HOOLI_HQ = 'T076J49RG';

/** What a payload must yield if the app is installed in the workspace Acme. */
export const IN_ACME = {
  whose: { team_id: ACME, is_enterprise_install: false },
  keys: [{ team_id: ACME }],
};

/** What a payload must yield if the app is installed in one workspace of Globe. */
export const IN_GLOBE_HQ = {
  whose: { team_id: GLOBE_HQ, enterprise_id: GLOBE, is_enterprise_install: false },
  keys: [{ team_id: GLOBE_HQ }, { enterprise_id: GLOBE }],
};

/** What a payload from Globe's headquarters must yield if the app is installed in all of Globe. */
export const IN_ALL_GLOBE = {
  whose: { team_id: GLOBE_HQ, enterprise_id: GLOBE, is_enterprise_install: true },
  keys: [{ enterprise_id: GLOBE }, { team_id: GLOBE_HQ }],
};

/** What a payload must yield if the app is installed in all of Globe, and the payload names no workspace of Globe. */
export const SOMEWHERE_IN_GLOBE = {
  whose: { enterprise_id: GLOBE, is_enterprise_install: true },
  keys: [{ enterprise_id: GLOBE }],
};
