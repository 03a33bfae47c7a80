import { describe, expect, it } from "vitest";
import { expandConnection, holdsPassword } from "./expand-connection.ts";
import { readConnection } from "./read-connection.ts";

function target(written: string) {
  const read = readConnection(written);
  if (read.kind === "wrong") throw new Error(read.message);
  return read;
}

describe("readConnection()", () => {
  it("reads a URL as libpq does", () => {
    expect(
      target("postgresql://ann:p%40ss@db.example:5433/shop?sslmode=verify-full&sslrootcert=/ca.pem"),
    ).toMatchObject({
      host: "db.example",
      port: 5433,
      user: "ann",
      password: "p@ss",
      database: "shop",
      sslMode: "verify-full",
      sslRootCertificate: "/ca.pem",
      options: null,
    });
    expect(target("postgres:///shop?host=/var/run/postgresql&port=6000&user=ann")).toMatchObject({
      host: "/var/run/postgresql",
      port: 6000,
      user: "ann",
      password: null,
      database: "shop",
    });
    expect(target("postgres://[::1]:5433")).toMatchObject({ host: "::1", port: 5433, database: null });
    expect(target("postgres://%2Frun%2Fpg/shop")).toMatchObject({ host: "/run/pg", database: "shop" });
    expect(target("postgres://h/db?options=-c%20geqo%3Don%20-c%20work_mem=64MB").options).toBe(
      "-c geqo=on -c work_mem=64MB",
    );
    expect(target("postgres://h/db?channel_binding=require&connect_timeout=3")).toMatchObject({
      bindsChannel: true,
      connectSeconds: 3,
    });
  });

  it("reads keywords and values", () => {
    expect(
      target("host=localhost port=5433 dbname = 'my shop' user=ann password='it\\'s \\\\' sslmode=require"),
    ).toMatchObject({
      host: "localhost",
      port: 5433,
      database: "my shop",
      user: "ann",
      password: "it's \\",
      sslMode: "require",
    });
  });

  it("takes # ? and @ in a password where they can only be of the password", () => {
    expect(target("postgres://ann:p#s@h/db").password).toBe("p#s");
    expect(target("postgres://ann:p@s@h/db")).toMatchObject({ password: "p@s", host: "h" });
    expect(target("postgres://ann:p?s@h/db")).toMatchObject({ password: "p?s", host: "h", database: "db" });
  });

  it("tells what is wrong apart, and repeats none of it", () => {
    const wrongs: Readonly<Record<string, RegExp>> = {
      "": /is empty/,
      "   ": /is empty/,
      "${SHOP-URL}": /not expanded/,
      $SHOP_URL: /not expanded/,
      "%SHOP_URL%": /not expanded/,
      "postgres://ann:${secret:-x}@h/db": /not expanded/,
      '"postgres://ann:secret@h/db"': /quotation mark/,
      "jdbc:postgresql://h/db?password=secret": /JDBC/,
      "psql postgres://ann:secret@h/db": /command line/,
      "mysql://ann:secret@h/db": /does not begin with/,
      "postgresql+psycopg2://ann:secret@h/db": /does not begin with/,
      "db.example:5432/secret": /does not begin with/,
      "postgres://ann:se/cret@h/db": /a \/ in front of an @/,
      "postgres://ann:se@cr/et@h/db": /a \/ in front of an @/,
      "postgres://ann:se@cr?et@h/db": /a \? in front of an @/,
      "postgres://ann:se%cret@h/db": /a % in it/,
      "postgres://ann:secret@h:54x2/db": /port is no number/,
      "postgres://ann:secret@h:0/db": /no number between/,
      "postgres://ann:secret@h1,h2/db": /several hosts/,
      "postgres://ann:secret@h<x>/db": /characters that no host has/,
      "postgres://h/db?service=shop": /service file/,
      "postgres://h/db?sslmode=secret": /sslmode/,
      "host=h password='secret": /keywords cannot be read/,
    };
    for (const [written, message] of Object.entries(wrongs)) {
      const read = readConnection(written);
      expect(read, written).toMatchObject({ kind: "wrong", message: expect.stringMatching(message) });
      expect(JSON.stringify(read)).not.toMatch(/secret|cret/);
    }
  });

  it("names what it does not use, by known names alone", () => {
    expect(target("postgres://h/db?application_name=x&schema=public&secret=1").unused).toEqual([
      "application_name",
      "schema",
      "one that is not known",
    ]);
  });
});

describe("expandConnection()", () => {
  const expand = (written: string, values: Readonly<Record<string, string>>) =>
    target(expandConnection(written, (name) => values[name] ?? ""));

  it("takes a value for a value, whatever characters it has [G-CONNECTION-AS-WRITTEN]", () => {
    for (const hard of ["p@s/s", "p#s?s", "100%", "a:b", "a b", "%41", "'\\", "[x]", "ü&=;"]) {
      expect(expand("postgres://ann:${P}@h:5432/db", { P: hard }), hard).toMatchObject({ password: hard, host: "h" });
      expect(expand("postgres://${U}:${P}@h/${D}", { U: hard, P: hard, D: hard }), hard).toMatchObject({
        user: hard,
        password: hard,
        database: hard,
      });
      expect(expand("postgres://h/db?user=ann&password=${P}&options=x", { P: hard }), hard).toMatchObject({
        password: hard,
        options: "x",
      });
      expect(expand("host=h password=${P} dbname='${P}' user=ann", { P: hard }), hard).toMatchObject({
        password: hard,
        database: hard,
        user: "ann",
      });
    }
  });

  it("takes a piece of the text as it is", () => {
    expect(expand("${URL}", { URL: "postgres://ann:p%40s@h/db" })).toMatchObject({ password: "p@s", database: "db" });
    expect(expand("postgres://${A}@${H}/db", { A: "ann:p%40s", H: "h:5433" })).toMatchObject({
      user: "ann",
      password: "p@s",
      host: "h",
      port: 5433,
    });
  });
});

describe("holdsPassword()", () => {
  it("finds a password that is written out, in any notation", () => {
    expect(holdsPassword("postgres://ann:secret@h/db")).toBe(true);
    expect(holdsPassword("postgres://ann:x${P}@h/db")).toBe(true);
    expect(holdsPassword("postgres://h/db?password=secret")).toBe(true);
    expect(holdsPassword("host=h password=secret")).toBe(true);
    for (const fine of ["${URL}", "postgres://ann:${P}@h/db", "postgres://ann@h/db", "host=h password='${P}'"])
      expect(holdsPassword(fine), fine).toBe(false);
  });
});
