# The sidecar: `havoc serve`, and nothing that only development needs.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS sources
WORKDIR /havoc
COPY package.json package-lock.json ./
COPY src/client/package.json src/client/
COPY examples/poll/package.json examples/poll/

FROM sources AS build
# The generators are programs that npm brings; none of the packages' own scripts is needed here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run generate && npm run build && rm -rf dist/codegen dist/*.tsbuildinfo dist/.tsbuildinfo

FROM sources AS packages
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --omit=optional --workspaces=false

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /havoc
COPY --from=packages /havoc/node_modules node_modules
COPY --from=build /havoc/package.json /havoc/LICENSE ./
COPY --from=build /havoc/prisma/migrations prisma/migrations
COPY --from=build /havoc/dist dist
# The user `node` of the base image, by number, so that Kubernetes can see that it is not root.
USER 1000:1000
# What Slack reaches; probes and metrics.
EXPOSE 3000 9090
ENTRYPOINT ["node", "--enable-source-maps", "dist/cli/bin.js"]
CMD ["serve"]
