"""The example for Kubernetes runs what the compose file runs, whose tests run it.

Both are read here, so that a command or a variable that changes in one cannot be
forgotten in the other.
"""

import re
import shlex
from typing import Any

import pytest
import yaml

from tests.architecture.test_compose import PROGRAMS, ROOT, VARIABLE

PAGE = (ROOT / "docs" / "kubernetes.md").read_text()
[EXAMPLE] = re.findall(r"^```yaml\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
OBJECTS: list[dict[str, Any]] = [*yaml.safe_load_all(EXAMPLE)]
SECRETS = {each["metadata"]["name"]: each for each in OBJECTS if "stringData" in each}
PODS = {
    each["spec"]["template"]["spec"]["containers"][0]["name"]: each
    for each in OBJECTS
    if each["kind"] in {"Deployment", "Job"}
}


def container(program: str) -> dict[str, Any]:
    [only] = PODS[program]["spec"]["template"]["spec"]["containers"]
    assert isinstance(only, dict)
    return only


def filled_in(text: str) -> str:
    """Give what Compose makes of a text when only what must be given is given."""
    return VARIABLE.sub(lambda found: found[3], text).replace("$$", "$")


def test_it_has_every_program_that_is_not_asked_for_apart():
    assert PODS.keys() == {
        name for name, each in PROGRAMS.items() if "profiles" not in each
    }


@pytest.mark.parametrize("program", PODS)
def test_a_program_is_started_as_the_compose_file_starts_it(program):
    own, composed = container(program), PROGRAMS[program]

    assert own["command"] == shlex.split(filled_in(composed["command"]))
    assert own["image"] == composed["image"]


@pytest.mark.parametrize("program", PODS)
def test_a_program_has_the_environment_that_the_compose_file_gives_it(program):
    names = [each["secretRef"]["name"] for each in container(program)["envFrom"]]
    given = {key for name in names for key in SECRETS[name]["stringData"]}

    assert given == PROGRAMS[program]["environment"].keys()


@pytest.mark.parametrize("program", PODS)
def test_a_program_writes_where_the_compose_file_lets_it(program):
    own = container(program)
    mounted = {each["mountPath"] for each in own["volumeMounts"]}
    volumes = PODS[program]["spec"]["template"]["spec"]["volumes"]

    assert own["securityContext"]["readOnlyRootFilesystem"]
    assert mounted == {*PROGRAMS[program]["tmpfs"]}
    assert {each["name"] for each in volumes} == {
        each["name"] for each in own["volumeMounts"]
    }


@pytest.mark.parametrize("program", ["worker", "beat"])
def test_a_program_is_found_alive_as_the_compose_file_does(program):
    kind, check = PROGRAMS[program]["healthcheck"]["test"]

    assert kind == "CMD-SHELL"
    command = container(program)["livenessProbe"]["exec"]["command"]
    assert command == ["/bin/sh", "-c", filled_in(check)]


def test_web_is_asked_for_its_health_under_a_name_that_it_answers_to():
    asked = container("web")["readinessProbe"]["httpGet"]
    [header] = asked["httpHeaders"]
    hosts = SECRETS["oab"]["stringData"]["ALLOWED_HOSTS"].split(",")

    assert asked["path"] in PROGRAMS["web"]["healthcheck"]["test"][-1]
    assert header["name"] == "Host"
    assert header["value"] in hosts


def test_there_is_one_beat_and_the_others_can_be_more():
    replicas = {name: each["spec"].get("replicas") for name, each in PODS.items()}

    assert replicas == {"migrate": None, "web": 2, "worker": 2, "beat": 1}


def test_a_pod_bears_the_labels_by_which_it_is_found():
    for each in OBJECTS:
        if each["kind"] == "Deployment":
            labels = each["spec"]["template"]["metadata"]["labels"]
            assert labels == each["spec"]["selector"]["matchLabels"]
