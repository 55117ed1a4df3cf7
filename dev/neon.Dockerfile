# Neon's SQL over HTTP in front of the PostgreSQL of docker-compose.yml. For development: it asks for no password.
# Build from the root of the repository.
FROM node:24-bookworm-slim
WORKDIR /repo
COPY package.json package-lock.json ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/core/package.json packages/core/
COPY transcoder/package.json transcoder/
COPY dev/package.json dev/
RUN npm ci --workspace dev --omit=dev --ignore-scripts --no-audit --no-fund
COPY dev/src dev/src
USER node
ENV HOST=0.0.0.0 PORT=8791
EXPOSE 8791
HEALTHCHECK --interval=5s --timeout=5s --retries=12 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dev/src/neon/main.ts"]
