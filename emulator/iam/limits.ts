/** IAM API Reference, CreateRole and PutRolePolicy. */
import type { Limits } from "../wire/limits.ts";

export const iamLimits: Limits = {
  "*.RoleName": { length: [1, 64], pattern: /^[\w+=,.@-]+$/ },
  "*.PolicyName": { length: [1, 128], pattern: /^[\w+=,.@-]+$/ },
  "*.MaxSessionDuration": { value: [3_600, 43_200] },
  "*.Path": { offered: false },
  "*.PermissionsBoundary": { offered: false },
  "*.Tags": { offered: false },
};
