// What is made of a value in the binary format is a text that the server reads as the same value: asked of the server itself.

import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { textOfBinary } from "../../src/entry/wire/binary-parameter.ts";
import { createDatabase } from "../support/postgres.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase("");
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("SET timezone = 'Asia/Kolkata'");
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it.each([
  ["bool", 16, "boolsend", ["t", "f"]],
  ["bytea", 17, "byteasend", ["\\x", "\\x00ff", "\\x5c"]],
  ["int8", 20, "int8send", ["0", "-1", "9223372036854775807", "-9223372036854775808"]],
  ["int2", 21, "int2send", ["-32768", "7"]],
  ["int4", 23, "int4send", ["-2147483648", "2147483647"]],
  ["oid", 26, "oidsend", ["4294967295"]],
  ["text", 25, "textsend", ["", "é𝒳", "a\tb"]],
  ["json", 114, "json_send", ['{"a": 1}']],
  ["jsonb", 3802, "jsonb_send", ['{"a": [1, null]}']],
  ["float4", 700, "float4send", ["1.5", "-0", "NaN", "Infinity", "3.4e38", "1e-45"]],
  ["float8", 701, "float8send", ["0.1", "-Infinity", "1e308", "5e-324", "-0"]],
  ["date", 1082, "date_send", ["2000-01-01", "1999-12-31", "0001-01-01", "9999-12-31"]],
  ["timestamp", 1114, "timestamp_send", ["2026-02-28 23:59:59.999999", "1969-12-31 00:00:00.000001", "2000-01-01"]],
  ["timestamptz", 1184, "timestamptz_send", ["2026-02-28 23:59:59.999999+00", "1883-11-18 12:03:58-05"]],
  [
    "numeric",
    1700,
    "numeric_send",
    [
      "0",
      "0.00",
      "-1.50",
      "12345678901234567890.123456789",
      "1e-20",
      "1e20",
      "10000",
      "0.00010000",
      "NaN",
      "-Infinity",
    ],
  ],
  ["uuid", 2950, "uuid_send", ["01a231b9-6d0f-7c7b-8380-4204bbd15bc6"]],
  ["int4[]", 1007, "array_send", ["{}", "{1,2}", "{NULL,3}", "{{1,2},{3,4}}"]],
  ["text[]", 1009, "array_send", ['{"",NULL,"NULL","a,b","{x}","\\"\\\\"}']],
  ["numeric[]", 1231, "array_send", ["{1.50,-2}"]],
  ["timestamptz[]", 1185, "array_send", ["{2026-02-28 23:59:59+00}"]],
])("of %s", async (type, oid, send, texts) => {
  for (const text of texts) {
    const sent = await client.query<{ bytes: Buffer }>(`SELECT ${send}($1::${type}) AS bytes`, [text]);
    const read = textOfBinary(sent.rows[0]?.bytes ?? Buffer.alloc(0), oid);
    const again = await client.query<{ bytes: Buffer }>(`SELECT ${send}($1::text::${type}) AS bytes`, [read]);
    expect(again.rows[0]?.bytes, `${text} as ${read}`).toEqual(sent.rows[0]?.bytes);
  }
});

it.each([
  [603, Buffer.alloc(32)],
  [600, Buffer.alloc(16)],
])("of a type that is not read here (%i) is nothing", (oid, bytes) => {
  expect(textOfBinary(bytes, oid)).toBeNull();
});
