/** Parallel listing: every partition belongs to one of `TotalSegments` parts, by a hash of its values. */

import type { Segment } from "@aws-sdk/client-glue";
import type { Wire } from "../wire/validation.ts";
import { invalidInput } from "./errors.ts";

export function inSegment(segment: Wire<Segment> | undefined): (values: readonly string[]) => boolean {
  if (segment === undefined) return () => true;
  const { SegmentNumber, TotalSegments } = segment;
  if (SegmentNumber >= TotalSegments) throw invalidInput("SegmentNumber must be less than TotalSegments");
  return (values) => hash(JSON.stringify(values)) % TotalSegments === SegmentNumber;
}

/** FNV-1a, 32 bits: spreads values that differ in one digit, as days do. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return state;
}
