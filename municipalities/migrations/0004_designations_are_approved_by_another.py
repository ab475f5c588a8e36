"""The database keeps proposed designations, and who may approve them."""

from django.db import migrations

from oab.triggers import AppendOnly, ApprovedByAnother


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0003_designations_are_proposed"),
        ("oab", "0011_who_registered_does_not_approve"),
    ]
    operations = [
        AppendOnly("DesignationProposal"),
        AppendOnly("DesignationJudgement"),
        ApprovedByAnother(
            "DesignationJudgement",
            whole="municipalities_designationproposal",
            column="proposal_id",
        ),
    ]
