"""What the API's document (OpenAPI) says about the service as a whole, in Dutch."""

from typing import Any

from oab import VERSION
from oab.roles import SCOPES

DESCRIPTION = """\
Bekostiging van het onderwijsachterstandenbeleid: registers van besturen, scholen,
vestigingen en gemeenten, tellingen van leerlingen, de regelingen met hun bedragen, en
wat daaruit per ontvanger is berekend, met onderbouwing.

Registers, achterstandsscores, regelingen en doorrekeningen zijn open. Wat over
leerlingen en bekostiging van een school gaat, vraagt een toegangstoken; elk adres noemt
de scope die het nodig heeft. De dienst volgt de Nederlandse API-ontwerpregels.

* **Toegang.** Een toegangstoken (JWT, RFC 9068) staat in de kop `Authorization`, als
  `Bearer`, en nergens anders. Het noemt in `rol` en `organisatie` wie vraagt: een
  bestuur ziet zijn eigen scholen, een gemeente de scholen die er een vestiging hebben.
  Wat daarbuiten valt bestaat voor de vrager niet (404).
* **Schrijven.** Met `Idempotency-Key` wordt een POST één keer gedaan, hoe vaak hij ook
  komt. Wat kan wijzigen heeft een `ETag`; wie wijzigt, noemt die in `If-Match`.
* **Bladzijden.** Een lijst antwoordt met `resultaten`, `volgende` en `vorige`; dezelfde
  adressen staan in de kop `Link`. Het aantal wordt niet geteld.
* **CSV.** Met `Accept: text/csv` antwoordt een lijst met alles, of met `limit` en
  `cursor` met een bladzijde. De kolommen heten als de leden, in snake_case.
* **Tijd.** Registers antwoorden zoals het op een dag gold (`geldigOp`) en zoals dat op
  een tijdstip bekend was (`bekendOp`). Een einde (`geldigTot`, `bekendTot`) is de
  eerste dag of het eerste tijdstip waarop het niet meer zo was.
* **Fouten.** Een fout is een probleem volgens RFC 9457; alle fouten in een vraag staan
  in `errors`. Met `Accept-Language: en` zijn de teksten Engels.
* **Bedragen** zijn tekst met twee decimalen, in euro.
"""
TAGS = {
    "besturen": "Schoolbesturen (bevoegde gezagen).",
    "samenwerkingsverbanden": "Samenwerkingsverbanden van scholen.",
    "scholen": "Scholen, met hun bestuur.",
    "vestigingen": "Vestigingen, met adres en gemeente.",
    "samenvoegingen": "Scholen en vestigingen die samengingen.",
    "verzelfstandigingen": "Vestigingen die een eigen school werden.",
    "opheffingen": "Scholen en vestigingen die ophielden.",
    "tellingen": "Leerlingen per vestiging en teldatum.",
    "achterstandsscores": "Achterstandsscores per vestiging, van het CBS.",
    "gemeenten": "Gemeenten, met provincie en groep.",
    "herindelingen": "Wijzigingen van gemeentegrenzen.",
    "impulsgebieden": "Postcodegebieden met extra bekostiging (art. 28a).",
    "aanwijzingen": "Lijsten van impulsgebieden die het ministerie registreert.",
    "regelingen": "Wetten, besluiten en regelingen, met wat zij vaststelden.",
    "doorrekeningen": "Berekeningen van een regime en periode voor alle ontvangers.",
    "berekeningen": "Wat per ontvanger is berekend, met onderbouwing.",
    "proefberekeningen": "Wat aantallen zouden opleveren, zonder iets vast te leggen.",
    "leeftijdsopgaven": "De leeftijd van leraren, die besturen jaarlijks opgeven.",
    "controles": "Controles van het ministerie op ouderverklaringen.",
    "controleoverzichten": "De fouten die controles vonden, per jaar.",
    "sjablonen": "Lege bladen om in te vullen.",
    "ouderverklaringen": "Wat verzorgers van hun opleiding verklaarden, met bewijs.",
    "verwerkingen": "Wie persoonsgegevens inzag of wijzigde.",
    "inzageverzoeken": "Waar de verwerkingen van een persoon staan.",
    "taken": "Werk dat na het antwoord doorgaat.",
    "wijzigingen": "Gegevens die wijzigden, en hoe ver zij zijn nagerekend.",
    "openstaand-werk": "Wat er op de achtergrond nog te doen is.",
    "aanleveringen": "Leerlingen die besturen voor een teldatum opgeven.",
    "inzendperioden": "Wanneer de leerlingen van een teldatum worden opgegeven.",
    "telbesluiten": "Besluiten die de telling van een bestuur vaststellen.",
    "document": "Dit document.",
}
# What has no address of its own: the entrance does not lead to it.
ONLY_PARTS = {"proefberekeningen", "controleoverzichten", "sjablonen", "document"}
PROBLEM_TEXTS = {
    "400": "De vraag klopt niet; errors noemt alle fouten.",
    "401": "Er is geen geldig toegangstoken.",
    "403": "Het token of de rol heeft de scope niet.",
    "404": "Hier is niets bekend onder dit nummer.",
    "406": "Dit adres kan niet antwoorden in de gevraagde vorm.",
    "409": "Dit past niet bij hoe het er nu voor staat.",
    "412": "Het is intussen gewijzigd.",
    "413": "De vraag is te groot.",
    "415": "De vorm die Content-Type noemt wordt hier niet gelezen.",
    "428": "If-Match ontbreekt.",
    "500": "Storing.",
    "503": "Tijdelijk niet beschikbaar.",
}
VERSION_HEADER = {
    "description": "Versie van de API.",
    "schema": {"type": "string", "example": VERSION},
}
LINK_HEADER = {
    "description": "De volgende (next) en vorige (prev) bladzijde, als die er is.",
    "schema": {"type": "string"},
}
LOCATION_HEADER = {
    "description": "Waar het staat.",
    "schema": {"type": "string", "format": "uri-reference"},
}
ETAG_HEADER = {
    "description": "De versie, om in If-Match te noemen.",
    "schema": {"type": "string"},
}
CHALLENGE_HEADER = {
    "description": "Wat er aan het toegangstoken ontbreekt (RFC 6750).",
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Naam die u deze vraag geeft. Wie hem herhaalt krijgt hetzelfde "
    "antwoord, zonder dat er nog eens iets gebeurt.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "De ETag van wat u wijzigt, zoals u die las.",
    "schema": {"type": "string"},
}
# The addresses are those of an issuer that each installation chooses for itself.
ACCESS_TOKEN = {
    "type": "oauth2",
    "description": "Toegangstoken (JWT, RFC 9068) van de uitgever die de beheerder "
    "noemt. Het noemt in sub wie vraagt, in rol en organisatie namens wie, en in scope "
    "waarvoor.",
    "flows": {
        "authorizationCode": {
            "authorizationUrl": "https://login.example.org/authorize",
            "tokenUrl": "https://login.example.org/token",
            "scopes": SCOPES,
        },
        "clientCredentials": {
            "tokenUrl": "https://login.example.org/token",
            "scopes": SCOPES,
        },
    },
}
# What the page with documentation asks for: OpenAPI 3.0 knows scopes of OAuth only.
PASTED_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Een toegangstoken dat u al hebt, met de scope van het adres.",
}
INVALID_INPUT = {
    "type": "object",
    "description": "Eén fout in een vraag.",
    "required": ["in", "location", "detail", "code"],
    "properties": {
        "in": {
            "type": "string",
            "enum": ["query", "body", "header"],
            "description": "Waar de fout staat.",
        },
        "location": {
            "type": "string",
            "description": "Bij welke sleutel; in een body een JSON-pointer.",
        },
        "detail": {"type": "string", "description": "Wat er niet klopt."},
        "code": {"type": "string", "description": "Soort fout, voor programma's."},
    },
}
PROBLEM = {
    "type": "object",
    "description": "Wat er misging (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Soort probleem; about:blank: wat status zegt.",
        },
        "title": {"type": "string", "description": "Korte naam."},
        "status": {"type": "integer", "description": "HTTP-status."},
        "detail": {"type": "string", "description": "Wat er nu aan de hand is."},
        "instance": {
            "type": "string",
            "format": "uri-reference",
            "description": "Kenmerk van deze vraag, om een storing te melden.",
        },
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/OngeldigeInvoer"},
            "description": "Alle fouten in de vraag.",
        },
    },
}

SETTINGS: dict[str, Any] = {
    "TITLE": "Onderwijsachterstandenbekostiging",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": VERSION,
    "OAS_VERSION": "3.0.3",
    "CONTACT": {
        "name": "Beheer van oab",
        "url": "https://example.org/oab",
        "email": "oab@example.org",
    },
    "LICENSE": {
        "name": "EUPL-1.2",
        "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
    },
    # Relative, so that it holds behind any proxy.
    "SERVERS": [{"url": "/v1", "description": "Deze dienst"}],
    "TAGS": [{"name": name, "description": text} for name, text in TAGS.items()],
    "SCHEMA_PATH_PREFIX": r"/v[0-9]+",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "APPEND_COMPONENTS": {
        "schemas": {"Probleem": PROBLEM, "OngeldigeInvoer": INVALID_INPUT},
        "headers": {
            "API-Version": VERSION_HEADER,
            "Link": LINK_HEADER,
            "Location": LOCATION_HEADER,
            "ETag": ETAG_HEADER,
            "WWW-Authenticate": CHALLENGE_HEADER,
        },
        "parameters": {"Idempotency-Key": IDEMPOTENCY_KEY, "If-Match": IF_MATCH},
        "securitySchemes": {
            "toegangstoken": ACCESS_TOKEN,
            "eigenToken": PASTED_TOKEN,
        },
    },
    "POSTPROCESSING_HOOKS": [
        "oab.schema.finish",
    ],
}
