FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements.txt .
# By hash, and wheels only: nothing of a package runs while it is installed.
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# A worker keeps its heap between two calculations instead of handing it back to the
# kernel and fetching it again; the Makefile says the same.
ENV MALLOC_TRIM_THRESHOLD_=100000000 \
    MALLOC_TOP_PAD_=10000000
RUN useradd --system --home-dir /app --shell /usr/sbin/nologin oab \
    && install --directory --owner oab /run/oab
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY LICENSE manage.py openapi.json ./
COPY oab oab
COPY schools schools
COPY municipalities municipalities
COPY allocations allocations
COPY data data
USER oab
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready')"]
CMD ["gunicorn", "oab.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/run/oab", "--no-control-socket"]
