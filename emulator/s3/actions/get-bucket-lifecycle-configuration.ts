import { AwsError } from "../../wire/service.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { writeLifecycleConfiguration } from "../lifecycle-configuration.ts";
import { documentOf } from "../xml.ts";

export const getBucketLifecycleConfiguration: S3Action = ({ store }, { bucket }) => {
  const { lifecycle } = store.bucket(bucket);
  if (lifecycle.length === 0) {
    throw new AwsError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404);
  }
  return xmlAnswer(documentOf("LifecycleConfiguration", writeLifecycleConfiguration(lifecycle)));
};
