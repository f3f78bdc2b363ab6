import { type S3Action, xmlAnswer } from "../action.ts";
import { writeNotificationConfiguration } from "../notification-configuration.ts";
import { documentOf } from "../xml.ts";

export const getBucketNotificationConfiguration: S3Action = ({ store }, { bucket }) => {
  const { notifications } = store.bucket(bucket);
  return xmlAnswer(documentOf("NotificationConfiguration", writeNotificationConfiguration(notifications)));
};
