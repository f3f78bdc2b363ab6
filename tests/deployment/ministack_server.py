"""Starts ministack, an emulator of AWS that others wrote, on the loopback port that GATEWAY_PORT names.

What it lacks of this project's template is added here, on its side, through its own table of CloudFormation handlers
and on its own Athena, Glue, IAM and CloudWatch: AWS::Athena::NamedQuery, AWS::IAM::RolePolicy, DeletePartitionIndex, and
alarms on an expression of metrics, for which their first metric stands. Its BatchGetPartition tells of partitions that do
not exist as of keys that it had no time for; here, as in moto, it leaves them out. Its CloudFormation deletes a bucket with whatever is in it; here it refuses
one that is not empty, as AWS does, by the rule of its own S3. Nothing else of it is changed.

It ends when its standard input does, and so with whoever started it, however that ends.
"""

import json
import os
import signal
import threading

from ministack.app import main
from ministack.services import athena, glue, s3
from ministack.services.cloudformation import provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS


def create_named_query(logical_id, properties, stack_name):
    status, _headers, body = athena._create_named_query(properties)
    if status >= 400:
        raise ValueError(body)
    identity = json.loads(body)["NamedQueryId"]
    return identity, {"NamedQueryId": identity}


def replace_named_query(physical_id, old_properties, properties, stack_name):
    # Every property of it "requires replacement"; ministack deletes the predecessor itself.
    return create_named_query(physical_id, properties, stack_name)


def delete_named_query(physical_id, properties):
    athena._delete_named_query({"NamedQueryId": physical_id})


def as_policy(properties):
    """AWS::IAM::RolePolicy as the AWS::IAM::Policy that says the same."""
    role, rest = properties["RoleName"], {k: v for k, v in properties.items() if k != "RoleName"}
    return {**rest, "Roles": [role]}


POLICY = HANDLERS["AWS::IAM::Policy"]


def create_role_policy(logical_id, properties, stack_name):
    return POLICY["create"](logical_id, as_policy(properties), stack_name)


def update_role_policy(physical_id, old_properties, properties, stack_name):
    return POLICY["update"](physical_id, as_policy(old_properties), as_policy(properties), stack_name)


def delete_role_policy(physical_id, properties):
    POLICY["delete"](physical_id, as_policy(properties))


def on_first_metric(record):
    def standing_in(name, properties):
        metrics = [one["MetricStat"] for one in properties.get("Metrics") or [] if "MetricStat" in one]
        if not metrics:
            return record(name, properties)
        first, rest = metrics[0], {k: v for k, v in properties.items() if k != "Metrics"}
        return record(name, {**rest, **first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]})

    return standing_in


def delete_empty_bucket(physical_id, properties):
    bucket = s3._buckets.get(physical_id)
    if bucket is not None and (bucket["objects"] or s3._bucket_has_versions(physical_id)):
        raise ValueError(f"The bucket you tried to delete is not empty: {physical_id} (BucketNotEmpty)")
    DELETE_BUCKET(physical_id, properties)


DELETE_BUCKET = HANDLERS["AWS::S3::Bucket"]["delete"]
HANDLERS["AWS::S3::Bucket"]["delete"] = delete_empty_bucket
HANDLERS["AWS::Athena::NamedQuery"] = {
    "create": create_named_query,
    "update": replace_named_query,
    "delete": delete_named_query,
}
HANDLERS["AWS::IAM::RolePolicy"] = {
    "create": create_role_policy,
    "update": update_role_policy,
    "delete": delete_role_policy,
}
provisioners._cw_metric_alarm_record = on_first_metric(provisioners._cw_metric_alarm_record)


def leaving_out_absent(data):
    status, headers, body = BATCH_GET_PARTITION(data)
    return status, headers, json.dumps({**json.loads(body), "UnprocessedKeys": []}) if status < 400 else body


BATCH_GET_PARTITION = glue._batch_get_partition
glue._batch_get_partition = leaving_out_absent


def with_index_removal(handle):
    def handling(method, path, headers, body, query_params):
        if not headers.get("x-amz-target", "").endswith(".DeletePartitionIndex"):
            return handle(method, path, headers, body, query_params)
        asked = json.loads(body)
        indexes = glue._partition_indexes.get(f"{asked['DatabaseName']}/{asked['TableName']}", [])
        for index in [one for one in indexes if one["IndexName"] == asked["IndexName"]]:
            indexes.remove(index)
        return glue.json_response({})

    return handling


glue._handle_request_sync = with_index_removal(glue._handle_request_sync)


def end_with_input():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_input, daemon=True).start()
main()
