/** Batches that succeed as a call and fail by item. */

import type { ErrorDetail } from "@aws-sdk/client-glue";
import { AwsError } from "../wire/service.ts";
import type { Wire } from "../wire/validation.ts";
import { errorDetail } from "./errors.ts";

/** Does `act` for every item; what it refuses with an AwsError becomes that item's entry of `Errors`. */
export function eachItem<Item, Failure>(
  items: readonly Item[],
  act: (item: Item) => void,
  failure: (item: Item, detail: Wire<ErrorDetail>) => Failure,
): Failure[] {
  return items.flatMap((item) => {
    const refusal = refusalOf(() => act(item));
    return refusal === undefined ? [] : [failure(item, errorDetail(refusal))];
  });
}

function refusalOf(act: () => void): AwsError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
