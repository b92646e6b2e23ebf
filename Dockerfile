# Two stages: the first has compilers and the development packages, the second only what runs.
FROM node:20.19.5-bookworm AS build
WORKDIR /leat
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
# Only better-sqlite3's install script is needed, and npm 10 does not read allowScripts.
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20.19.5-bookworm-slim
ENV NODE_ENV=production LEAT_HOST=0.0.0.0 LEAT_HOME=/data
COPY --from=build /leat/package.json /leat/
COPY --from=build /leat/node_modules /leat/node_modules
COPY --from=build /leat/dist /leat/dist
RUN ln -s /leat/dist/cli/main.js /usr/local/bin/leat && chmod +x /leat/dist/cli/main.js \
  && mkdir /data /project && chown node:node /data /project
USER node
# The project with its leat.config.ts is mounted here.
WORKDIR /project
VOLUME /data
EXPOSE 7070
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7070/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["leat"]
CMD ["server"]
