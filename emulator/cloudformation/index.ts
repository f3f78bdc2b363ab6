/** CloudFormation as the emulator offers it: it tells what happens to stacks, over the AWS query protocol. Who makes them says so. */
import type { Clock } from "../clock.ts";
import { bindAll, type QueryService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Stacks } from "./stacks.ts";

export interface CloudFormation {
  readonly service: QueryService;
  readonly stacks: Stacks;
}

export function createCloudFormation({ clock }: { readonly clock: Clock }): CloudFormation {
  const stacks = new Stacks(clock);
  const bound = bindAll(actions, { stacks });
  const service = { name: "CloudFormation", version: "2010-05-15", namespace: NAMESPACE, actions: bound };
  return { service, stacks };
}

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
