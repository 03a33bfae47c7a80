import { describe, expect, it } from "vitest";
import { ownFault, serversFault } from "./open-folder.ts";

const [ME, SERVER, ROOT] = [1_000, 900, 0];
const folder = (mode: number, uid: number) => ({ mode: 0o40_000 | mode, uid });

describe("the folder of a socket", () => {
  it.each([
    ["its user's alone", folder(0o700, ME), null],
    ["read by its group", folder(0o750, ME), null],
    ["root's", folder(0o755, ROOT), null],
    ["written by its group", folder(0o775, ME), "others-write"],
    ["written by everybody", folder(0o777, ROOT), "others-write"],
    ["written by everybody, and sticky", folder(0o1777, ROOT), "others-write"],
    ["written by a group, and sticky", folder(0o1770, ROOT), "others-write"],
    ["somebody else's", folder(0o700, SERVER), "others-own"],
  ] as const)("of a server is judged: %s [G-SOCKET-MODE]", (_, at, fault) => {
    expect(ownFault(at, ME)).toBe(fault);
  });

  it.each([
    ["the bridge's user's own", folder(0o700, ME), folder(0o1777, ROOT), null],
    ["the server's, where root has put it", folder(0o750, SERVER), folder(0o755, ROOT), null],
    ["somebody's, where anybody makes folders", folder(0o755, SERVER), folder(0o1777, ROOT), "others-own"],
    ["somebody's, in a folder of theirs", folder(0o755, SERVER), folder(0o755, SERVER), "others-own"],
    ["the server's, written by its group", folder(0o770, SERVER), folder(0o755, ROOT), "others-write"],
  ] as const)("that a token is sent to is judged: %s [G-BRIDGE-ONE-ANSWER]", (_, at, above, fault) => {
    expect(serversFault([at, above], ME)).toBe(fault);
  });
});
