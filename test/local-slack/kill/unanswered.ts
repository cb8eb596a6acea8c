/** The connection was lost before the answer came. So it is unknown whether the act was carried out. */
export class Unanswered extends Error {}
