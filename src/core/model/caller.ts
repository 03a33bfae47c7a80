// An authenticated identity with its role, session and client.
// INVARIANT: a Caller is made only by `authenticatedCaller`, and only an authentication adapter calls that (test/layers proves it).

/** How the identity was established; `scram`: by a token as the password of SCRAM (RFC 7677); `oauth-dpop`: by a token of a provider with a proof of the key that it is bound to. */
export type AuthenticationMethod = "configured" | "os-user" | "token" | "scram" | "oauth" | "oauth-dpop";

export interface GrantedRole {
  /** Id of the request. */
  readonly request: string;
  /** The role that the caller has without it. */
  readonly ownRole: string;
}

export interface CallerAttributes {
  /** The identity's name in policies/identities.yaml. */
  readonly principal: string;
  readonly kind: "human" | "service" | "agent";
  /** The person who answers for an agent or a service; null for people. */
  readonly owner: string | null;
  readonly role: string;
  /** The role that it acts in for a time was granted by this request; null in a role of its own. */
  readonly granted: GrantedRole | null;
  readonly method: AuthenticationMethod;
  /** Free attributes of the identity, for row filters: `caller_attribute('region')`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** One MCP connection; a UUID. */
  readonly session: string;
  /** The client as it announced itself; never trusted for a decision. */
  readonly client: { readonly name: string; readonly version: string } | null;
}

export class Caller {
  readonly #made = true;
  #announced: Caller | null = null;
  readonly principal: string;
  readonly kind: CallerAttributes["kind"];
  readonly owner: string | null;
  readonly role: string;
  readonly granted: GrantedRole | null;
  readonly method: AuthenticationMethod;
  readonly attributes: Readonly<Record<string, string>>;
  readonly session: string;
  readonly client: CallerAttributes["client"];

  private constructor(attributes: CallerAttributes) {
    this.principal = attributes.principal;
    this.kind = attributes.kind;
    this.owner = attributes.owner;
    this.role = attributes.role;
    this.granted = attributes.granted;
    this.method = attributes.method;
    this.attributes = attributes.attributes;
    this.session = attributes.session;
    this.client = attributes.client;
  }

  static authenticated(attributes: Omit<CallerAttributes, "granted">): Caller {
    return new Caller({ ...attributes, granted: null });
  }

  /** The same caller, now that the client has said who it is. One that says the same with every call stays one value. */
  announcedAs(client: CallerAttributes["client"]): Caller {
    const last = this.#announced;
    if (last !== null && last.client?.name === client?.name && last.client?.version === client?.version) return last;
    this.#announced = this.#with({ client });
    return this.#announced;
  }

  /** The same caller in a role that people granted it for a time (src/gate/access/assume-role.ts has counted their signatures). */
  actingIn(role: string, { request }: { request: string }): Caller {
    const granted = { request, ownRole: this.granted?.ownRole ?? this.role };
    return this.#with({ role, granted });
  }

  #with(change: Partial<CallerAttributes>): Caller {
    const { principal, kind, owner, role, granted, method, attributes, session, client } = this;
    const same = { principal, kind, owner, role, granted, method, attributes, session, client };
    return this.#made ? new Caller({ ...same, ...change }) : this;
  }
}
