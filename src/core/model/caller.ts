// An authenticated identity with its role, session and client.
// INVARIANT: a Caller is made only by `authenticatedCaller`, and only an authentication adapter calls that (test/layers proves it).

/** How the identity was established. */
export type AuthenticationMethod = "configured" | "os-user" | "oauth";

export interface CallerAttributes {
  /** The identity's name in policies/identities.yaml. */
  readonly principal: string;
  readonly kind: "human" | "service" | "agent";
  /** The person who answers for an agent or a service; null for people. */
  readonly owner: string | null;
  readonly role: string;
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
  readonly principal: string;
  readonly kind: CallerAttributes["kind"];
  readonly owner: string | null;
  readonly role: string;
  readonly method: AuthenticationMethod;
  readonly attributes: Readonly<Record<string, string>>;
  readonly session: string;
  readonly client: CallerAttributes["client"];

  private constructor(attributes: CallerAttributes) {
    this.principal = attributes.principal;
    this.kind = attributes.kind;
    this.owner = attributes.owner;
    this.role = attributes.role;
    this.method = attributes.method;
    this.attributes = attributes.attributes;
    this.session = attributes.session;
    this.client = attributes.client;
  }

  static authenticated(attributes: CallerAttributes): Caller {
    return new Caller(attributes);
  }

  /** The same caller, now that the client has said who it is. */
  announcedAs(client: CallerAttributes["client"]): Caller {
    const { principal, kind, owner, role, method, attributes, session } = this;
    return this.#made ? new Caller({ principal, kind, owner, role, method, attributes, session, client }) : this;
  }
}
