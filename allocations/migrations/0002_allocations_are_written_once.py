"""The database keeps every receipt, allocation and published payment."""

from django.db import migrations

from oab.triggers import AppendOnly, CorrectsTheSame


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0001_runs_and_allocations"),
        ("oab", "0002_trigger_functions"),
    ]
    operations = [
        AppendOnly("CommonReceipt"),
        AppendOnly("Allocation"),
        AppendOnly("PublishedPayment"),
        CorrectsTheSame("PublishedPayment", subject=["brin", "period", "article"]),
    ]
