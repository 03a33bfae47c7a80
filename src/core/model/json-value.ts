// A value that JSON can hold. Integers beyond 2^53-1, numerics and timestamps travel as strings, bytes as base64.

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
