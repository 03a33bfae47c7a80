// A certificate and its key, read from the files that gatehouse.yaml names, and looked at before anything is served with them.

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Failure } from "../../core/model/failure.ts";

/** PEM: of files their paths, and once they are read what they hold. */
export interface Tls {
  readonly certificate: string;
  readonly key: string;
}

/** The files' contents. Rejects with a Failure for files that cannot be used, or not for `host`, where there is one to be for. */
export async function readTls(files: Tls, host: string | null, where = "transport.http.tls"): Promise<Tls> {
  const read = (path: string) =>
    readFile(path, "utf8").catch((cause: unknown) => {
      throw new Failure("config-invalid", `The file ${path} of ${where} cannot be read; correct it.`, {
        cause,
      });
    });
  const tls = { certificate: await read(files.certificate), key: await read(files.key) };
  const wrong = await wrongWith(tls, { host, where });
  if (wrong === null) return tls;
  throw new Failure("config-invalid", `The certificate ${files.certificate} cannot be used because ${wrong}.`);
}

async function wrongWith(
  { certificate, key }: Tls,
  { host, where }: { host: string | null; where: string },
): Promise<string | null> {
  try {
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key)))
      return "the key is another one's; name the key that belongs to it";
    if (Date.parse(read.validTo) < Date.now()) return `it was valid until ${read.validTo}; renew it`;
    if (host !== null && read.checkHost(host) === undefined && read.checkIP(host) === undefined) {
      return `it is not for ${host}; correct transport.http.public-url, or use one that is`;
    }
    return null;
  } catch {
    return `it or its key is no PEM file; correct ${where}`;
  }
}
