#!/usr/bin/env bash
# Builds the image of deploy/Containerfile where neither a Docker engine nor an image registry is reached, starts it as
# deploy/ does (not root, nothing writable but its spool), and uses it. Needs root, and Debian's buildah and mmdebstrap.
#
# The base is Debian's minbase with Node and npm from the npm registry, in place of the official image of Node that BASE
# names. npm's configuration and certificates of this machine are lent to the build, as a registry of your own would be.
# Not shown by this: limits of memory and processes, seccomp, and what a container runtime itself puts into an image.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
running=""
finish() {
  local status=$?
  [ -z "$running" ] || kill -KILL $(tree "$running") 2>/dev/null || true
  buildah rm --all >/dev/null 2>&1 || true
  for mounted in $(awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r); do umount "$mounted" || true; done
  rm -rf "$work" || true
  exit "$status"
}
trap finish EXIT

fail() {
  echo "$1" >&2
  exit 1
}

# A process and all that came of it.
tree() {
  echo "$1"
  local child
  for child in $(pgrep -P "$1"); do tree "$child"; done
}

# What uses the image is of this project, too.
node scripts/prepare.js

export CONTAINERS_STORAGE_CONF="$work/storage.conf"
printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' \
  "$(grep -q overlay /proc/filesystems && echo overlay || echo vfs)" "$work/images" "$work/run" >"$CONTAINERS_STORAGE_CONF"

echo "== A base"
npm install --prefix "$work/node" --no-audit --no-fund --loglevel=error node@24 npm@11
mmdebstrap --quiet --variant=minbase \
  --customize-hook='mkdir -p "$1/usr/local/lib/node_modules"' \
  --customize-hook="copy-in '$work/node/node_modules/node/bin/node' /usr/local/bin" \
  --customize-hook="copy-in '$work/node/node_modules/npm' /usr/local/lib/node_modules" \
  --customize-hook='ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"' \
  bookworm "$work/base.tar"
container=$(buildah from scratch)
buildah add --quiet "$container" "$work/base.tar" / >/dev/null
buildah commit --quiet --rm "$container" localhost/gateway-base >/dev/null
rm -rf "$work/base.tar" "$work/node"

echo "== The image"
# What npm is told on this machine, less the places that are only here; certificates are /run/secrets/ca inside.
certificates=$(npm config get cafile)
for file in "$(npm config get globalconfig)" "$(npm config get userconfig)"; do
  [ ! -f "$file" ] || grep -vE '^(cafile|nodedir|prefix|cache)[ =]' "$file" || true
done >"$work/npmrc"
secrets=()
if [ -f "$certificates" ]; then
  echo "cafile=/run/secrets/ca" >>"$work/npmrc"
  secrets=(--secret "id=ca,src=$certificates")
fi
buildah bud --isolation chroot --network host --pull-never --format docker \
  --build-arg BASE=localhost/gateway-base \
  --build-arg REVISION="$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
  --secret "id=npmrc,src=$work/npmrc" "${secrets[@]}" \
  --file deploy/Containerfile --tag localhost/gateway . >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; fail "The image could not be built."; }

image=$(buildah inspect --type image localhost/gateway)
echo "$image" | node -e '
  const { User, Healthcheck, Labels, Volumes, Cmd, Env } = JSON.parse(require("fs").readFileSync(0, "utf8")).Docker.config;
  const assert = require("assert");
  assert.match(User, /^[1-9]\d*:[1-9]\d*$/, "the user is not a number other than 0");
  assert.deepEqual(Cmd, ["node", "dist/gateway/main.js"]);
  assert.equal(Healthcheck.Test[0], "CMD");
  assert.ok(Labels["org.opencontainers.image.revision"].length >= 7);
  assert.deepEqual(Object.keys(Volumes), ["/var/spool/gateway"]);
  assert.ok(!Env.some((each) => /secret|password|token|npmrc/i.test(each)), "the environment of the image holds a secret");
'

container=$(buildah from --pull-never localhost/gateway)
root=$(buildah mount "$container")
left=$(find "$root" -xdev \( -name .npmrc -o -name npm -o -name npx -o -path "$root/run/secrets/*" -o -path "$root/app/test" \
  -o -path "$root/app/node_modules/typescript" -o -path "$root/app/node_modules/jest" \) -print)
[ -z "$left" ] || fail "The image holds what it should not: $left"

# Each folder of the image is laid over itself, read only.
spool="$work/spool"
mkdir "$spool"
chown 1000:1000 "$spool"
chmod 700 "$spool"
mounts=(--volume "$spool:/var/spool/gateway")
for folder in "$root"/*; do
  case "${folder##*/}" in
    dev | proc | sys | run) ;;
    *) [ -L "$folder" ] || mounts+=(--mount "type=bind,src=$folder,dst=/${folder##*/},ro") ;;
  esac
done
[ ! -d "$root/run/lock" ] || mounts+=(--mount "type=bind,src=$root/run/lock,dst=/run/lock,ro")
inside() {
  buildah run --isolation chroot --cap-drop all --user 1000:1000 "${mounts[@]}" "$@"
}

echo "== The image, run"
writable=$(inside "$container" -- sh -c 'find / -xdev -writable ! -type l 2>/dev/null || true')
[ "$writable" = /var/spool/gateway ] || fail "These may be written to, and only the spool should: $writable"

read -r port metrics_port simulator_port < <(node -e '
  const servers = [1, 2, 3].map(() => require("net").createServer().listen(0, "127.0.0.1"));
  setTimeout(() => {
    console.log(servers.map((server) => server.address().port).join(" "));
    for (const server of servers) server.close();
  }, 100);
')
inside --env PORT="$port" --env METRICS_PORT="$metrics_port" --env SIMULATOR_PORT="$simulator_port" \
  --env HOST=127.0.0.1 --env NODE_OPTIONS=--max-old-space-size=512 --env STORE_URL=memory: \
  --env AUTH_KEYS="k1:$(head -c 32 /dev/urandom | base64)" \
  "$container" -- node dist/gateway/main.js >"$work/gateway.log" 2>&1 &
running=$!
for _ in $(seq 200); do
  curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health/ready" && break
  kill -0 "$running" 2>/dev/null || { cat "$work/gateway.log" >&2; fail "The gateway in the image did not start."; }
  sleep 0.1
done
inside --env PORT="$port" "$container" -- node -e "$(echo "$image" | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).Docker.config.Healthcheck.Test[3]')" ||
  fail "The health check of the image says that it is not well."
node_modules/.bin/tsx test/support/deploy/use-gateway.ts "http://localhost:$port" "http://127.0.0.1:$metrics_port" ||
  { cat "$work/gateway.log" >&2; fail "The gateway in the image did not do what was asked of it."; }

gateway=""
for process in $(tree "$running"); do
  [[ "$(readlink "/proc/$process/exe")" != */bin/node ]] || gateway=$process
done
[ -n "$gateway" ] || fail "No process of the image is Node."
[ "$(awk '/^Uid:/ { print $2 $3 $4 $5 }' "/proc/$gateway/status")" = 1000100010001000 ] || fail "The gateway runs as somebody else."
kill -TERM "$gateway"
wait "$running" || fail "SIGTERM ended it with $?, not with 0."
running=""
left=$(find "$spool" -type f)
[ -z "$left" ] || fail "It left something in its spool: $left"
echo "The image was built, runs read only and not as root, takes uploads of unknown size, and ends with 0."
