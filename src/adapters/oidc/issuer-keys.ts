// The keys of one issuer, as it published them last: fetched when they are first needed, anew when they are old or a token names another one,
// and kept through an outage for as long as they are told to. That keys cannot be had is never an answer about a token.
// INVARIANT: an issuer is asked at most once at a time, rarely when it fails (a breaker), and rarely for keys that it does not have: whoever
// sends made-up tokens makes nobody flood it.

import { type FetchJson, isConfidential, NotFetched } from "./fetch-json.ts";
import { readKeySet, type SigningKey } from "./key-set.ts";

export interface KeySettings {
  readonly issuer: string;
  /** Null: as the issuer's metadata say. */
  readonly keySet: string | null;
  /** How long keys are used that could not be fetched anew. */
  readonly lastGoodSeconds: number;
}

export type FoundKeys =
  /** Those that may have made the signature; none: the issuer has no such key. */
  | { readonly kind: "keys"; readonly keys: readonly SigningKey[] }
  /** Nobody can tell now. */
  | { readonly kind: "unavailable"; readonly seconds: number };

interface Surroundings {
  /** Since the Unix epoch. */
  seconds(): number;
  readonly fetchJson: FetchJson;
  readonly log: (line: string) => void;
}

const REFRESH_SECONDS = 300;
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;
/** Of several keys by one name, or of no name. */
const MOST_CANDIDATES = 4;

export class IssuerKeys {
  readonly #settings: KeySettings;
  readonly #around: Surroundings;
  #keys: readonly SigningKey[] | null = null;
  #known: ReadonlySet<SigningKey> = new Set();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  /** Until when the issuer is not asked after a failure, and how long that was. */
  #closedUntil = Number.NEGATIVE_INFINITY;
  #wait = 0;
  /** The same after it was asked for a key that it does not have. */
  #searchedUntil = Number.NEGATIVE_INFINITY;
  #searchWait = 0;
  #fetching: Promise<boolean> | null = null;

  constructor(settings: KeySettings, around: Surroundings) {
    this.#settings = settings;
    this.#around = around;
  }

  /** Whether a token that was checked by this key is still to be taken. Has old keys fetched anew, and waits for nothing. */
  holds(key: SigningKey): boolean {
    return this.#areUsable() && this.#known.has(key);
  }

  async find(kid: string | undefined, algorithm: string): Promise<FoundKeys> {
    if (!this.#areUsable() && !(await this.#fetch())) return this.#unavailable();
    const found = this.#candidates(kid, algorithm);
    if (found.length > 0) return { kind: "keys", keys: found };
    // a key that was published a moment ago, or none at all
    const now = this.#around.seconds();
    if (now < this.#fetchedAt + FIRST_WAIT_SECONDS) return { kind: "keys", keys: [] };
    if (now < this.#searchedUntil) return { kind: "unavailable", seconds: Math.ceil(this.#searchedUntil - now) };
    const before = this.#known;
    if (!(await this.#fetch())) return this.#unavailable();
    const late = this.#candidates(kid, algorithm);
    const nothingNew = this.#known.size === before.size && [...this.#known].every((key) => before.has(key));
    this.#searchWait = nothingNew ? Math.min(Math.max(1, this.#searchWait * 2), LONGEST_WAIT_SECONDS) : 0;
    this.#searchedUntil = this.#around.seconds() + this.#searchWait;
    return { kind: "keys", keys: late };
  }

  #candidates(kid: string | undefined, algorithm: string): readonly SigningKey[] {
    const fitting = (this.#keys ?? []).filter((key) => key.fits(algorithm) && (kid === undefined || key.kid === kid));
    return fitting.slice(0, MOST_CANDIDATES);
  }

  #unavailable(): FoundKeys {
    return { kind: "unavailable", seconds: Math.max(1, Math.ceil(this.#closedUntil - this.#around.seconds())) };
  }

  #areUsable(): boolean {
    const age = this.#around.seconds() - this.#fetchedAt;
    if (this.#keys === null || age > this.#settings.lastGoodSeconds) return false;
    if (age > REFRESH_SECONDS) void this.#fetch();
    return true;
  }

  /** False where there are no newer keys to be had. */
  #fetch(): Promise<boolean> {
    if (this.#fetching === null && this.#around.seconds() < this.#closedUntil) return Promise.resolve(false);
    this.#fetching ??= this.#ask().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #ask(): Promise<boolean> {
    const { issuer, keySet, lastGoodSeconds } = this.#settings;
    const { fetchJson, log, seconds } = this.#around;
    try {
      const keys = readKeySet(await fetchJson(keySet ?? (await this.#keySetOf(issuer))));
      if (keys === null) throw new NotFetched("it answered no key set");
      const before = new Map([...this.#known].map((key) => [key.text, key]));
      this.#keys = keys.map((key) => before.get(key.text) ?? key);
      this.#known = new Set(this.#keys);
      if (this.#wait > 0) log(`the keys of the issuer ${issuer} can be fetched again`);
      this.#wait = 0;
      this.#fetchedAt = seconds();
      return true;
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      if (this.#wait === 0) {
        const until = new Date((this.#fetchedAt + lastGoodSeconds) * 1_000);
        const without = "calls with its tokens are answered 503 until they can";
        const then = this.#keys === null ? without : `those it published last are used until ${until.toISOString()}`;
        log(`the keys of the issuer ${issuer} cannot be fetched because ${error.message}; ${then}`);
      }
      this.#wait = Math.min(Math.max(FIRST_WAIT_SECONDS, this.#wait * 2), LONGEST_WAIT_SECONDS);
      this.#closedUntil = seconds() + this.#wait;
      return false;
    }
  }

  /** By the issuer's metadata (RFC 8414, section 3; OpenID Connect Discovery, section 4), which have to name the issuer itself. */
  async #keySetOf(issuer: string): Promise<string> {
    const { origin, pathname } = new URL(issuer);
    const path = pathname.replace(/\/$/, "");
    const places = [
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server${path}`,
    ];
    let why = new NotFetched("it has no metadata");
    for (const place of places) {
      try {
        const metadata = await this.#around.fetchJson(place);
        if (Reflect.get(Object(metadata), "issuer") !== issuer)
          throw new NotFetched("its metadata name another issuer");
        const url: unknown = Reflect.get(Object(metadata), "jwks_uri");
        if (typeof url === "string" && isConfidential(url)) return url;
        throw new NotFetched("its metadata name no jwks_uri that is https");
      } catch (error) {
        if (!(error instanceof NotFetched)) throw error;
        why = error;
      }
    }
    throw why;
  }
}
