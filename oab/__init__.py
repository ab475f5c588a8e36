"""The project: settings and what all apps share."""

VERSION = "1.0.0"
