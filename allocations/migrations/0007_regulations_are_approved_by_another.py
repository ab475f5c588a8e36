"""The database keeps regulations as they were registered, and who may judge them."""

from django.db import migrations

from oab.triggers import Announces, AppendOnly, JudgedByAnother, WrittenWith


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0006_regulations_are_registered"),
        ("oab", "0011_who_registered_does_not_approve"),
    ]
    operations = [
        AppendOnly("RegisteredRegulation"),
        AppendOnly("RegisteredValue"),
        Announces("RegulationJudgement"),
        AppendOnly("RegulationJudgement"),
        WrittenWith(
            "RegisteredValue",
            whole="allocations_registeredregulation",
            column="regulation_id",
        ),
        JudgedByAnother(
            "RegulationJudgement", registered="allocations_registeredregulation"
        ),
    ]
