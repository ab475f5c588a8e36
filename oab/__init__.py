"""The project: settings and what all apps share."""

VERSION = "0.1.0"
