/** The limits of AWS by which the template is written. deploy/limits/limits.ts says of each where it is from. */

/** Event notification configurations of a bucket. */
export const NOTIFICATIONS = 100;

/** Characters of the event pattern of a rule. */
export const EVENT_PATTERN = 2_048;

/** Characters, without white space, of all inline policies of a role. */
export const INLINE_POLICIES = 10_240;

/**
 * Datasets up to which each has named queries and outputs of its own. They are for looking around, and would take the
 * resources and outputs of a stack that a hundred datasets need.
 */
export const DESCRIBED_ONE_BY_ONE = 50;
