"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from oab.local_issuer import refuse_elsewhere

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oab.settings")
application = get_wsgi_application()
refuse_elsewhere()
