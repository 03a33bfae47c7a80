#!/usr/bin/env bash
# @typescript/typescript6 6.0.2 (npm) is made to stand beside TypeScript 7: it calls its own command `tsc6`. What it is made of
# (`@typescript/old`, TypeScript 6 under another name) has a command `tsc`, too, and npm links that one: with both installed, `npx tsc` and
# a script's `tsc` are version 6 without a word, and a build is three times as slow as was meant.
# Installs the packages in a temporary folder and fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent typescript@7.0.2
alone=$(npx --no-install tsc --version)
npm install --no-audit --no-fund --silent @typescript/typescript6@6.0.2
seen="typescript@7.0.2 alone, tsc: $alone
with @typescript/typescript6@6.0.2, tsc: $(npx --no-install tsc --version | cut -d. -f1)
with @typescript/typescript6@6.0.2, node_modules/typescript/bin/tsc: $(node node_modules/typescript/bin/tsc --version)"
npm install --no-audit --no-fund --silent
rm -rf node_modules
npm ci --no-audit --no-fund --silent
seen="$seen
after npm ci, tsc: $(npx --no-install tsc --version | cut -d. -f1)"
echo "$seen"
expected='typescript@7.0.2 alone, tsc: Version 7.0.2
with @typescript/typescript6@6.0.2, tsc: Version 6
with @typescript/typescript6@6.0.2, node_modules/typescript/bin/tsc: Version 7.0.2
after npm ci, tsc: Version 6'
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }
