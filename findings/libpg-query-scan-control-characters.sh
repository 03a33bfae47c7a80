#!/usr/bin/env bash
# libpg-query 18.1.5 (npm): parseSync() reads a constant that holds a control character, and scanSync() of the same text throws, because
# it hands the tokens over as JSON without escaping what they hold. Who paints or measures a statement by the scanner has to expect it.
# Installs the package in a temporary folder and fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent libpg-query@18.1.5
cat > seen.mjs <<'JS'
import { loadModule, parseSync, scanSync } from "libpg-query";
await loadModule();
const text = `SELECT 'a${String.fromCharCode(27)}b' AS x`;
const value = parseSync(text).stmts[0].stmt.SelectStmt.targetList[0].ResTarget.val.A_Const.sval.sval;
console.log("parseSync:", JSON.stringify(value));
try {
  console.log("scanSync:", scanSync(text).tokens.length, "tokens");
} catch (error) {
  console.log("scanSync:", error.constructor.name, String(error.message).replace(/ at position.*/, "").replace(/ in JSON.*/, ""));
}
console.log("scanSync without it:", scanSync(text.replace("\u001b", "")).tokens.length, "tokens");
JS
seen=$(node seen.mjs)
echo "$seen"
expected='parseSync: "a\u001bb"
scanSync: SyntaxError Bad control character in string literal
scanSync without it: 4 tokens'
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }
