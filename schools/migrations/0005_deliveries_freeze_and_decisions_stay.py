"""Delivered rows freeze; events, decisions and findings of checks are written once."""

from django.db import migrations

from oab.triggers import AppendOnly, CorrectsTheSame, FrozenWith

OF_A_DELIVERY = {
    "whole": "schools_delivery",
    "column": "delivery_id",
    "states": "open sent_back",
}


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_pupils_deliveries_and_decisions"),
        ("oab", "0005_drafts_freeze"),
    ]
    operations = [
        FrozenWith("DeliveredPupil", **OF_A_DELIVERY),
        FrozenWith("Finding", **OF_A_DELIVERY),
        AppendOnly("DeliveryEvent"),
        AppendOnly("Extension"),
        AppendOnly("CountDecision"),
        CorrectsTheSame("CountDecision", subject=["board_code", "counted_on"]),
        AppendOnly("CountDecisionNotification"),
        AppendOnly("TeacherAgeReturn"),
        AppendOnly("DrawnPupil"),
        AppendOnly("ControlFinding"),
        CorrectsTheSame("ControlFinding", subject=["drawn_id"]),
        AppendOnly("RemovalOfPupils"),
    ]
