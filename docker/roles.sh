#!/usr/bin/env bash
# Makes the database and its two roles. PostgreSQL's image runs this once, when it fills
# an empty volume. See docs/adr/0004-two-database-roles.md.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet \
  --set ON_ERROR_STOP=1 <<'SQL'
\getenv owner_password OAB_OWNER_PASSWORD
\getenv app_password OAB_APP_PASSWORD
CREATE ROLE oab_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE oab_app LOGIN PASSWORD :'app_password';
CREATE DATABASE oab OWNER oab_owner;
SQL
