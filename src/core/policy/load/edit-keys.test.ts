import { expect, test } from "vitest";
import { makeTestKey } from "../../../../test/support/ssh-signer.ts";
import { nodeApprovalCrypto as primitives } from "../../../adapters/system/approval-crypto.ts";
import { parseKeyLine } from "../../approvals/ssh/ssh-public-key.ts";
import { addKey, removeKey } from "./edit-keys.ts";

const TEXT = `# Who may call, and in which roles.
identities:
  # the owner
  alice: { kind: human, roles: [data-owner] } # since May
  claude: { kind: agent, owner: alice, roles: [analyst] }
`;
const [first, second] = [makeTestKey("ssh-ed25519"), makeTestKey("sk-ssh-ed25519@openssh.com")];
const plain = { identity: "alice", assurance: 1, verifyRequired: false } as const;
const fingerprintOf = (line: string): string => parseKeyLine(line, primitives)?.fingerprint ?? "";

test("a key is put in and the rest of the file stays, comments included", () => {
  const text = addKey(TEXT, { ...plain, line: first.line });
  expect(text).toBe(`# Who may call, and in which roles.
identities:
  # the owner
  alice:
    kind: human
    roles: [ data-owner ]
    keys:
      - ${first.line} # since May
  claude: { kind: agent, owner: alice, roles: [analyst] }
`);
});

test("a key is taken out by its fingerprint, and the list with the last one", () => {
  const one = addKey(TEXT, { ...plain, line: first.line }) ?? "";
  const two = addKey(one, { identity: "alice", assurance: 2, verifyRequired: true, line: second.line }) ?? "";
  expect(two).toContain(`key: ${second.line}`);
  const left = removeKey(two, { identity: "alice", fingerprint: fingerprintOf(first.line), primitives }) ?? "";
  expect(left).not.toContain(first.line);
  const none = removeKey(left, { identity: "alice", fingerprint: fingerprintOf(second.line), primitives }) ?? "";
  expect(none).not.toContain("keys");
  expect(none).toContain("# the owner");
});

test("an identity or a key that is not there is no edit", () => {
  expect(addKey(TEXT, { ...plain, identity: "bob", line: first.line })).toBeNull();
  expect(removeKey(TEXT, { identity: "alice", fingerprint: "SHA256:x", primitives })).toBeNull();
  expect(removeKey("", { identity: "alice", fingerprint: "SHA256:x", primitives })).toBeNull();
});
