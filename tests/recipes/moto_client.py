"""Deploys a recipe's template to moto and runs its state machines, whose S3 is the one of AWS_ENDPOINT_URL."""

import copy
import json
import os
import socket
import time
import urllib.request

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
# Before moto is loaded: its state machines call it by this port.
os.environ["MOTO_PORT"] = str(PORT)

import boto3
from moto.server import ThreadedMotoServer
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_aws_sdk as of_any_service,
    state_task_service_sfn as of_step_functions,
)

from client import serve

ENDPOINT = f"http://127.0.0.1:{PORT}"
ROLE = "arn:aws:iam::123456789012:role/any"
NOTHING = {"StartAt": "Nothing", "States": {"Nothing": {"Type": "Pass", "End": True}}}

# Where moto is not as AWS is: the name of S3's errors, bodies that are text, and parameters that begin with a capital.
of_any_service._SERVICE_ERROR_NAMES["s3"] = "S3"


def text_of_bodies(self, response, *others):
    response.update({key: value.read().decode() for key, value in response.items() if hasattr(value, "read")})


of_any_service.StateTaskServiceAwsSdk._normalise_response = text_of_bodies
capitals = of_step_functions.StateTaskServiceSfn._normalise_parameters


def small_letters(self, parameters, *others):
    capitals(self, parameters, *others)
    for key in list(parameters):
        parameters[key[0].lower() + key[1:]] = parameters.pop(key)


of_step_functions.StateTaskServiceSfn._normalise_parameters = small_letters
# It copies a state machine with its executions, whose threads cannot be copied.
StateMachine.__deepcopy__ = lambda self, memo: copy.copy(self)
of_moto = of_any_service.boto_client_for


def client_for(service, region, state_credentials=None):
    return boto3.client("s3") if service == "s3" else of_moto(region, service, state_credentials)


of_any_service.boto_client_for = client_for

server = ThreadedMotoServer(ip_address="127.0.0.1", port=PORT, verbose=False)
server.start()
stacks, machines, rules = (
    boto3.client(name, endpoint_url=ENDPOINT) for name in ("cloudformation", "stepfunctions", "events")
)


def deploy(name, template, parameters):
    """Its rules as CloudFormation makes them; its state machines can be started afterwards."""
    execute_state_machines(False)
    with open(template) as file:
        stacks.create_stack(
            StackName=name,
            TemplateBody=file.read(),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
    resources = stacks.describe_stack_resources(StackName=name)["StackResources"]

    def made_of(kind):
        # What moto does not know has no type.
        return [one["PhysicalResourceId"] for one in resources if one.get("ResourceType") == kind]

    made = [
        machines.describe_state_machine(stateMachineArn=arn)
        for arn in made_of("AWS::StepFunctions::StateMachine")
    ]
    # CloudFormation makes them where nothing is executed.
    execute_state_machines(True)
    for machine in made:
        create(machine["name"], machine["definition"])
    return [rule_named(rule.split("/")[-1]) for rule in made_of("AWS::Events::Rule")]


def rule_named(name):
    targets = rules.list_targets_by_rule(Rule=name)["Targets"]
    return {"name": name, "pattern": rules.describe_rule(Name=name)["EventPattern"], "targets": targets}


def job(name):
    """The ARN of a state machine that does nothing."""
    execute_state_machines(True)
    return create(name, json.dumps(NOTHING))


def start(machine, name, given):
    """How an execution ended, and where."""
    text = json.dumps(given)
    arn = machines.start_execution(stateMachineArn=machine, name=name, input=text)["executionArn"]
    while (found := machines.describe_execution(executionArn=arn))["status"] == "RUNNING":
        time.sleep(0.02)
    events = machines.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    states = [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
    return {"status": found["status"], "cause": found.get("cause"), "last": states[-1]}


def inputs(machine):
    """What the executions of a state machine were given, oldest first."""
    found = machines.list_executions(stateMachineArn=machine)["executions"]
    ordered = sorted(found, key=lambda one: one["startDate"])
    return [json.loads(machines.describe_execution(executionArn=one["executionArn"])["input"]) for one in ordered]


def create(name, definition):
    return machines.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]


def execute_state_machines(value):
    body = json.dumps({"stepfunctions": {"execute_state_machine": value}}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/moto-api/config", body, headers)).close()


serve(deploy, job, start, inputs)
server.stop()
