// Who asks in the benchmarks: an agent as an analyst, for whom personal columns are pseudonyms.

/** Files of a project by their paths. */
export const ANALYST: Readonly<Record<string, string>> = {
  "policies/identities.yaml": `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [analyst] }
`,
  "policies/roles/data-owner.yaml": `role: data-owner
description: Reads its own datasets.
reads: masked
own-datasets: clear
classes: {}
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: hide
`,
  "policies/roles/analyst.yaml": `role: analyst
description: Reads masked data to answer questions.
reads: masked
classes: { email: token, phone: token, person-name: token, national-id: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: hide
limits: { rows: 10000, bytes: 4MiB, seconds: 30 }
`,
};
