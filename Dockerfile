# Gatehouse as an image: built from this source, run without root. The project (gatehouse.yaml, policies/, the state folder) is mounted:
#   docker build -t gatehouse .
#   docker run -i --rm -v "$PWD:/project" -e SHOP_DATABASE_URL gatehouse
# Or as a server beside the agents, who reach it by `gatehouse bridge --socket` in a volume that they share:
#   docker run -d -v "$PWD:/project" -v gatehouse-run:/run/gatehouse -e SHOP_DATABASE_URL gatehouse \
#     serve --socket /run/gatehouse/gatehouse.sock --socket-group --config /project/gatehouse.yaml
FROM node:22-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN npm ci && npm run build && npm pack --ignore-scripts --pack-destination /packed
RUN mkdir /installed && cd /installed && npm init -y > /dev/null && npm install --omit=dev /packed/gatehouse-db-*.tgz

FROM node:22-bookworm-slim
COPY --from=build /installed/node_modules /opt/gatehouse/node_modules
RUN ln -s /opt/gatehouse/node_modules/.bin/gatehouse /usr/local/bin/gatehouse
RUN install -d -o node -g node -m 750 /run/gatehouse
USER node
WORKDIR /project
ENTRYPOINT ["gatehouse"]
CMD ["serve", "--config", "/project/gatehouse.yaml"]
