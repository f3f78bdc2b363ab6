import { GetCallerIdentity$, type GetCallerIdentityRequest } from "@aws-sdk/client-sts";
import { stsAction } from "../action.ts";

export const getCallerIdentity = stsAction<GetCallerIdentityRequest>(
  GetCallerIdentity$,
  ({ accountId }, _, { arn, userId }) => ({ Arn: arn, UserId: userId, Account: accountId }),
);
