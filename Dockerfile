# Two images: the service (the default), and Grafana with the plugin bundle in it (--target grafana).

# Alpine. The back end of the data source is static, so the Ubuntu variant (13.2.2-ubuntu) serves as well.
ARG GRAFANA_IMAGE=grafana/grafana:13.2.2

# ---- packages, the same for both ----
FROM node:22.22.2-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY . .

# ---- the bundle: modules, manifests and the back end of the data source ----
FROM packages AS bundle
COPY --from=golang:1.26.8-bookworm /usr/local/go /usr/local/go
RUN node scripts/buildBundle.mjs && node scripts/buildGo.mjs --host

FROM ${GRAFANA_IMAGE} AS grafana
COPY --from=bundle /app/dist /opt/plumbline/plugins/plumbline-quality-app

# ---- the service with the workbench ----
FROM packages AS build
RUN node scripts/buildService.mjs \
 && node node_modules/vite/bin/vite.js build -c vite.config.mts \
 && npm prune --omit=dev --no-audit --no-fund

# glibc is needed by the embedded engine, hence Debian and not Alpine.
FROM node:22.22.2-bookworm-slim AS service
ENV NODE_ENV=production PLUMBLINE_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/build ./build
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3300 4317 4318
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:'+(process.env.PLUMBLINE_PORT||3300)+'/api/v1/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "build/plumbline.cjs"]
CMD ["serve", "--no-demo"]
