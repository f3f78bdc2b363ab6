/** What happens to a stack, as CloudFormation tells it. */
export interface StackState {
  /** "DELETE_IN_PROGRESS" */
  readonly status: string;
  /** Is it part of another stack, whose update may end it? */
  readonly isNested: boolean;
}

/**
 * The operations that take away all of a stack: its deletion (tried again after it failed, too) and the rollback of its
 * creation. Every other one keeps the stack, and takes away a resource of it at most: the rollback of a failed update,
 * an update to a template without the resource, a new logical id.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const REMOVALS: ReadonlySet<string> = new Set(["DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"]);

/** Is the stack removed as a whole? Not known of a nested one: an update of its parent removes it just so. */
export const isRemoval = ({ status, isNested }: StackState): boolean => !isNested && REMOVALS.has(status);
