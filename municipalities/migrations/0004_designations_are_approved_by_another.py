"""The database keeps proposed designations, and who may judge them."""

from django.db import migrations

from oab.triggers import AppendOnly, JudgedByAnother


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0003_designations_are_proposed"),
        ("oab", "0011_who_registered_does_not_approve"),
    ]
    operations = [
        AppendOnly("DesignationProposal"),
        AppendOnly("DesignationJudgement"),
        JudgedByAnother(
            "DesignationJudgement", registered="municipalities_designationproposal"
        ),
    ]
