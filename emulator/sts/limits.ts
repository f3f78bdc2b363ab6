/** STS API Reference, AssumeRole. */
import type { Limits } from "../wire/limits.ts";

export const stsLimits: Limits = {
  "AssumeRoleRequest.RoleArn": { length: [20, 2048] },
  "AssumeRoleRequest.RoleSessionName": { length: [2, 64], pattern: /^[\w+=,.@-]*$/ },
  "AssumeRoleRequest.SourceIdentity": { length: [2, 64], pattern: /^[\w+=,.@-]*$/ },
  "AssumeRoleRequest.DurationSeconds": { value: [900, 43_200] },
  "AssumeRoleRequest.Policy": { length: [1, 2048] },
  "AssumeRoleRequest.Tags": { length: [0, 50] },
  "*.Key": { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u },
  "*.Value": { length: [0, 256], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
  "*.PolicyArns": { offered: false },
  "*.TransitiveTagKeys": { offered: false },
  "*.ExternalId": { offered: false },
  "*.SerialNumber": { offered: false },
  "*.TokenCode": { offered: false },
  "*.ProvidedContexts": { offered: false },
};
