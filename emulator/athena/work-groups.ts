/** Workgroups: whose settings a query runs under. */

import type {
  CreateWorkGroupInput,
  UpdateWorkGroupInput,
  WorkGroup,
  WorkGroupConfigurationUpdates,
  WorkGroupConfiguration as WorkGroupSettings,
} from "@aws-sdk/client-athena";
import type { Clock } from "../clock.ts";
import type { Wire } from "../wire/validation.ts";
import { invalidRequest, workGroupNotFound } from "./errors.ts";
import { placeOf } from "./object-place.ts";

export type WorkGroupConfiguration = Wire<WorkGroupSettings>;

export interface WorkGroupRecord extends Wire<WorkGroup> {
  readonly Name: string;
  readonly Configuration: WorkGroupConfiguration;
}

/** Queries that name no workgroup run here. It is always there. */
export const PRIMARY = "primary";
export const ENGINE_VERSION = "Athena engine version 3";

const DEFAULTS: WorkGroupConfiguration = {
  ResultConfiguration: {},
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: false,
  RequesterPaysEnabled: false,
  EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: ENGINE_VERSION },
  EnableMinimumEncryptionConfiguration: false,
};

/**
 * What a newcomer's first query needs: results that Athena keeps itself, so that no bucket has to be made for them,
 * and nothing enforced, so that clients which insist on a bucket may name one.
 */
const PRIMARY_CONFIGURATION: WorkGroupConfiguration = {
  ...DEFAULTS,
  EnforceWorkGroupConfiguration: false,
  ManagedQueryResultsConfiguration: { Enabled: true },
};

export class WorkGroups {
  readonly #records = new Map<string, WorkGroupRecord>();
  readonly #clock: Pick<Clock, "now">;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#set({ Name: PRIMARY, State: "ENABLED", Configuration: PRIMARY_CONFIGURATION });
  }

  find(name: string): WorkGroupRecord {
    const record = this.#records.get(name);
    if (record === undefined) throw workGroupNotFound();
    return record;
  }

  /** In the order of their names. */
  list(): WorkGroupRecord[] {
    return [...this.#records.values()].sort((left, right) => (left.Name < right.Name ? -1 : 1));
  }

  create({ Name, Description, Configuration }: Wire<CreateWorkGroupInput>): void {
    if (this.#records.has(Name)) throw invalidRequest("WorkGroup already exists");
    const configuration = checked({ ...DEFAULTS, ...Configuration, EngineVersion: DEFAULTS.EngineVersion });
    this.#set({ Name, Description, State: "ENABLED", Configuration: configuration });
  }

  update({ WorkGroup, Description, State, ConfigurationUpdates }: Wire<UpdateWorkGroupInput>): void {
    const record = this.find(WorkGroup);
    this.#records.set(WorkGroup, {
      ...record,
      Description: Description ?? record.Description,
      State: State ?? record.State,
      Configuration: checked(updated(record.Configuration, ConfigurationUpdates ?? {})),
    });
  }

  delete(name: string): void {
    this.find(name);
    if (name === PRIMARY) throw invalidRequest("The primary workgroup cannot be deleted.");
    this.#records.delete(name);
  }

  #set(record: WorkGroupRecord): void {
    this.#records.set(record.Name, { ...record, CreationTime: this.#clock.now() / 1000 });
  }
}

/** Members that the update leaves out stay as they are. */
function updated(
  before: WorkGroupConfiguration,
  updates: Wire<WorkGroupConfigurationUpdates>,
): WorkGroupConfiguration {
  const {
    ResultConfigurationUpdates: { RemoveOutputLocation, ...result } = {},
    ManagedQueryResultsConfigurationUpdates: managed,
    RemoveBytesScannedCutoffPerQuery,
    EngineVersion: _,
    ...replaced
  } = updates;
  const results = { ...before.ResultConfiguration, ...result };
  if (RemoveOutputLocation === true) delete results.OutputLocation;
  const after: WorkGroupConfiguration = { ...before, ...replaced, ResultConfiguration: results };
  if (managed?.Enabled !== undefined) after.ManagedQueryResultsConfiguration = { Enabled: managed.Enabled };
  if (RemoveBytesScannedCutoffPerQuery === true) delete after.BytesScannedCutoffPerQuery;
  return after;
}

/** API reference: "A workgroup cannot have the ResultConfiguration$OutputLocation parameter" with managed results. */
function checked(configuration: WorkGroupConfiguration): WorkGroupConfiguration {
  const location = configuration.ResultConfiguration?.OutputLocation;
  if (location === undefined) return configuration;
  if (configuration.ManagedQueryResultsConfiguration?.Enabled === true) {
    throw invalidRequest("A workgroup with managed query results cannot have an output location");
  }
  placeOf(location);
  return configuration;
}
