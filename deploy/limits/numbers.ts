/** Limits of AWS by which the template is written; deploy/limits/limits.ts has where each is from. */

/** Event notification configurations of a bucket. */
export const NOTIFICATIONS = 100;

/** Characters of the event pattern of a rule. */
export const EVENT_PATTERN = 2_048;

/** Characters, without white space, of all inline policies of a role. */
export const INLINE_POLICIES = 10_240;

/** Resources of a template. */
export const RESOURCES = 500;
