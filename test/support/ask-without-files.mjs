// Asks a SQLite file by the built adapter, to read and to write, while this process may open no more files, and again when it may. Prints what
// each question came to. Start it with a low `ulimit -n`. Argument: the file.

import { closeSync, openSync } from "node:fs";
import { openSqliteDatabase } from "../../dist/adapters/sqlite/sqlite-database.js";

const [file] = process.argv.slice(2);
const database = await openSqliteDatabase({ name: "shop", file, maxConnections: 1, writable: true });

async function ask() {
  for (const question of [() => database.catalogue("now"), () => database.system()]) {
    const said = await question().then(
      () => "answered",
      (error) => `${error.code}: ${error.message}`,
    );
    process.stdout.write(`${said}\n`);
  }
}

function openAll() {
  const opened = [];
  for (;;) {
    try {
      opened.push(openSync("/dev/null"));
    } catch {
      return opened;
    }
  }
}

process.stdout.write(""); // opened while it can be
const opened = openAll();
await ask();
for (const descriptor of opened) closeSync(descriptor);
await ask();
await database.close();
