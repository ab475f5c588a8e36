"""A key may go when nothing rests on it any more, and not before."""

import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from schools.checks import no_key_is_missed, pseudonym_keys_are_set
from schools.models import DeliveredPupil, Enrolment
from tests.factories import make

pytestmark = pytest.mark.django_db


def written(*names):
    return ",".join(
        f"{name}:{base64.b64encode(name.ljust(32).encode()).decode()}" for name in names
    )


def told():
    out = StringIO()
    call_command("pseudonym_keys", stdout=out)
    return out.getvalue().splitlines()


def test_the_command_says_what_rests_on_each_key(settings):
    settings.PSEUDONYM_KEYS = written("k3", "k2", "k1")
    make(Enrolment, key="k2")
    make(DeliveredPupil, key="k0")
    make(DeliveredPupil, pseudonym=None, key="")
    missed = "ontbreekt in OAB_PSEUDONYM_KEYS"
    assert told() == [
        "k3: 0 inschrijvingen, 0 aangeleverde leerlingen; voor nieuwe leerlingen",
        "k2: 1 inschrijvingen, 0 aangeleverde leerlingen; nog nodig",
        "k1: 0 inschrijvingen, 0 aangeleverde leerlingen; mag weg",
        f"k0: 0 inschrijvingen, 1 aangeleverde leerlingen; {missed}",
    ]


def test_a_key_with_rows_cannot_go_unnoticed(settings):
    settings.PSEUDONYM_KEYS = written("k2")
    make(Enrolment, key="k1")
    (found,) = no_key_is_missed(databases=["default"])
    assert (found.id, found.msg.partition(",")[0]) == (
        "schools.E002",
        "Sleutel k1 ontbreekt in OAB_PSEUDONYM_KEYS",
    )
    settings.PSEUDONYM_KEYS = written("k2", "k1")
    assert no_key_is_missed(databases=["default"]) == []


def test_an_installation_without_keys_does_not_pass(settings):
    settings.PSEUDONYM_KEYS = ""
    settings.SERVICES = None
    assert [each.id for each in pseudonym_keys_are_set()] == ["schools.E001"]
    assert no_key_is_missed(databases=["default"]) == []
    with pytest.raises(CommandError, match="OAB_PSEUDONYM_KEYS ontbreekt"):
        told()
