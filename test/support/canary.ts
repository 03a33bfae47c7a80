// What no byte that leaves may hold: each protected value of cases/fixtures holds one of these, as it is or encoded.

/** Numbers count when they stand alone: among the hexadecimal digits of tokens and digests, any six digits turn up by chance. */
export const CANARY =
  /canary|yranac|63616e617279|Q2FuYXJ5|Y2FuYXJ5|900-55|OTAwLTU1|-06-05|(?<![0-9a-z])(?:90055\d*|1234[0-2]\d|8866\d\d)(?![0-9a-z])/i;
