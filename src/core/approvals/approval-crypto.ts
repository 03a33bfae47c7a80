// The arithmetic that approvals need and the core does not do itself: hashes, and one check of a raw signature.

export type RawPublicKey =
  | { readonly kind: "ed25519"; readonly point: Uint8Array }
  /** `x` and `y` as big-endian numbers of the curve's size. */
  | {
      readonly kind: "ecdsa";
      readonly curve: "P-256" | "P-384" | "P-521";
      readonly x: Uint8Array;
      readonly y: Uint8Array;
    }
  | { readonly kind: "rsa"; readonly modulus: Uint8Array; readonly exponent: Uint8Array };

export interface ApprovalCrypto {
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  sha512(...parts: readonly Uint8Array[]): Uint8Array;
  utf8(text: string): Uint8Array;
  /** 128 random bits, hexadecimal. */
  nonce(): string;
  /**
   * True when `signature` is one of `key` over `message`: Ed25519 (RFC 8032), ECDSA as r and s side by side, RSA PKCS #1 1.5.
   * False for a key that is none, too. Never throws.
   */
  verify(
    key: RawPublicKey,
    check: {
      readonly message: Uint8Array;
      readonly signature: Uint8Array;
      readonly hash: "sha256" | "sha384" | "sha512";
    },
  ): boolean;
}
