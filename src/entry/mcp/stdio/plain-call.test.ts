import { parseJSONRPCMessage } from "@modelcontextprotocol/server";
import { describe, expect, it } from "vitest";
import { isPlainCall } from "./plain-call.ts";

const CALL = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "query", arguments: { sql: "SELECT 1" } } };

describe("isPlainCall()", () => {
  it.each([
    ["a call", CALL],
    ["with an id that is a text", { ...CALL, id: "a" }],
    ["without arguments", { ...CALL, params: {} }],
    ["with a token of progress", { ...CALL, params: { ...CALL.params, _meta: { progressToken: 7 } } }],
    ["with an empty _meta", { ...CALL, params: { _meta: {} } }],
  ])("knows %s, which the SDK takes as it is", (_, value) => {
    expect(isPlainCall(value)).toBe(true);
    expect(parseJSONRPCMessage(value)).toEqual(value);
  });

  it.each<[string, unknown]>([
    ["no object", 7],
    ["a list", [CALL]],
    ["another method", { ...CALL, method: "tools/list" }],
    ["another version", { ...CALL, jsonrpc: "1.0" }],
    ["no version", { ...CALL, jsonrpc: undefined }],
    ["no id", { jsonrpc: "2.0", method: "tools/call", params: {} }],
    ["an id that is no name", { ...CALL, id: null }],
    ["an id that is half a number", { ...CALL, id: 1.5 }],
    ["an id that is too large", { ...CALL, id: 2 ** 60 }],
    ["no parameters", { jsonrpc: "2.0", id: 1, method: "tools/call" }],
    ["parameters that are a list", { ...CALL, params: [] }],
    ["another member", { ...CALL, result: {} }],
    ["a prototype", JSON.parse('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{},"__proto__":{}}')],
    ["a _meta that is none", { ...CALL, params: { _meta: null } }],
    ["a _meta that says more", { ...CALL, params: { _meta: { progressToken: 1, other: 1 } } }],
    ["a token that is none", { ...CALL, params: { _meta: { progressToken: {} } } }],
  ])("leaves to the SDK what has %s", (_, value) => {
    expect(isPlainCall(value)).toBe(false);
  });
});
