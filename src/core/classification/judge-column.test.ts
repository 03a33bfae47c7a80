import { describe, expect, test } from "vitest";
import { sampleColumn } from "../../../test/support/sample-column.ts";
import type { Column, Relation, TypeFamily } from "../model/catalogue.ts";
import { classifyColumns, classifyTable } from "./classify-columns.ts";
import type { Finding } from "./finding.ts";
import { judgeColumn } from "./judge-column.ts";
import { readTable } from "./read-table.ts";

const judged = (given: Column, { isKey = false, relation = "things" } = {}): Finding =>
  judgeColumn(given, { table: readTable(relation, { comment: null, linked: false }), isKey });
const held = (name: string, family: TypeFamily = "text", about: { isKey?: boolean; relation?: string } = {}) =>
  judged(sampleColumn(name, family), about).holds;
const REFERENCES = { relation: { schema: "public", name: "people" }, column: "id" };

const relation = (name: string, columns: readonly Column[]): Relation => ({
  name: { schema: "public", name },
  kind: "table",
  oid: 1,
  columns,
  primaryKey: [],
  definition: null,
  parents: [],
  comment: null,
  estimatedRows: null,
});

describe("judgeColumn()", () => {
  test.each([
    [
      "secret",
      "api-key, apiKey, API_KEY, apikey, password_hash, userPassword, access token, refresh-token, stripe_secret, cvv2, salt, recovery codes, security answer, otp, webhook.secret",
    ],
    [
      "email",
      "email, e-mail, E-Mail Address, user_email, emailAddress, contactEmail, customeremail, Email 2, work_email, email_hash, reply_to_email",
    ],
    [
      "phone",
      "phone, Phone Number, mobile, mobile_no, home-tel, cell, fax_number, phone2, work phone, msisdn, telefon, contact number",
    ],
    [
      "national-id",
      "ssn, Social Security, social-security-number, national id, passport_no, passportNumber, tax id, tax-number, nino, driver's license, licence_number, nhs number, vat_number, steuerId",
    ],
    ["payment-card", "card-number, card no, cardNumber, credit card, cc_num, pan, card_last4, creditcardnumber"],
    ["bank-account", "iban, account-no, bank_account, sort code, swift_code, routing_number, bic"],
    ["birth-date", "dob, birth_date, Date of Birth, birthday, birthDate, geburtsdatum"],
    [
      "person-name",
      "first name, firstName, last-name, surname, full_name, nickname, customer name, middle_initial, cardholder_name, mother's maiden name, emergency contact, username, vorname, next-of-kin",
    ],
    [
      "address",
      "address, Street Address, address1, addr_line_2, billing-address, zip, zip code, postcode, postal-code, latitude, lng, geo location, shippingaddress, house no",
    ],
    ["ip-address", "ip, client_ip, ip-address, ipAddress, last login ip, remote addr, ipv4"],
    ["salary", "salary, base-pay, annual income, bonus, hourly rate, net_pay"],
    ["health", "diagnosis, blood type, allergies, medical history, icd10_code, prescription"],
    ["free-text", "notes, order note, comment, message body, feedback, bio, internal remarks"],
  ])("takes for %s: %s", (holds, names) => {
    for (const name of names.split(", ")) expect([name, held(name)]).toEqual([name, holds]);
  });

  test.each(
    "address_id, email_verified, email_type, phone_count, token_count, email_sent_at, note_count, message_id, ip_version, card_type, salary_currency, password_changed_at, is_mobile, address_kind, recipient_count, shipping_method, description_length, product name, company_name, file name, table_name, title, body_type, contents_id, medical_id, user_agent, country, city_id".split(
      ", ",
    ),
  )("takes nothing personal for: %s", (name) => {
    expect(held(name)).toBe("internal");
  });

  test.each("ship, zipped, tokens_used, pinned, emailed, addressed, mobility".split(", "))(
    "finds no class in a word that only begins like one, and cannot tell: %s",
    (name) => {
      expect(held(name)).toBe("unsure");
    },
  );

  test("what can be several things is one where others of the table are, and else nobody can tell", () => {
    expect(held("account number")).toBe("unsure");
    const [, number] = classifyTable(relation("payouts", [sampleColumn("iban"), sampleColumn("account number")]));
    expect(number?.holds).toBe("bank-account");
  });

  test("a description is of the thing that its table is called by, or what somebody wrote", () => {
    expect(held("description", "text", { relation: "products" })).toBe("internal");
    expect(held("description", "text", { relation: "tickets" })).toBe("free-text");
    expect(held("description", "text", { relation: "patients" })).toBe("free-text");
    expect(held("description")).toBe("unsure");
  });

  test("keys, foreign keys, flags, counts and moments are never classed by a word", () => {
    for (const name of ["address_id", "email", "ssn", "address", "card"]) {
      expect([name, held(name, "integer", { isKey: true })]).toEqual([name, "internal"]);
      expect([name, held(name, "uuid", { isKey: true })]).toEqual([name, "internal"]);
      const link = sampleColumn(name, "integer", { references: REFERENCES });
      expect([name, judged(link).holds]).toEqual([name, "internal"]);
      for (const family of ["boolean", "time", "interval", "enum"] as const)
        expect([name, held(name, family)]).toEqual([name, "internal"]);
      expect([name, held(name, "timestamp")]).toEqual([name, "internal"]);
    }
    for (const [name, family] of [
      ["email", "integer"],
      ["address", "timestamp"],
      ["phone_count", "integer"],
      ["tokens", "integer"],
      ["notes", "integer"],
      ["recipient", "integer"],
      ["password", "boolean"],
      ["email", "date"],
    ] as const)
      expect([name, held(name, family)]).toEqual([name, "internal"]);
  });

  test("numbers and dates are classed where that is what they are", () => {
    for (const [name, family, holds] of [
      ["ssn", "integer", "national-id"],
      ["card_number", "integer", "payment-card"],
      ["phone", "integer", "phone"],
      ["salary", "numeric", "salary"],
      ["latitude", "float", "address"],
      ["zip", "integer", "address"],
      ["pin", "integer", "secret"],
      ["birth_year", "integer", "birth-date"],
      ["born", "date", "birth-date"],
      ["dob", "timestamp", "birth-date"],
      ["api_key", "uuid", "secret"],
      ["last_seen", "network", "ip-address"],
    ] as const)
      expect([name, held(name, family)]).toEqual([name, holds]);
  });

  test("a text that is a key is what it says, and a copy of one is what it copies", () => {
    expect(held("email", "text", { isKey: true })).toBe("email");
    const copy = sampleColumn("owner", "text", { references: { ...REFERENCES, column: "email" } });
    const tables = [relation("orders", [copy]), relation("people", [sampleColumn("email")])];
    const [orders] = classifyColumns(tables);
    expect(orders?.columns[0]?.holds).toBe("email");
    const link = sampleColumn("owner", "integer", { references: REFERENCES });
    expect(judged(link).holds).toBe("internal");
  });

  test("the name of a person's table is a person's", () => {
    expect(held("name", "text", { relation: "customers" })).toBe("person-name");
    expect(held("Name", "text", { relation: "app_users" })).toBe("person-name");
    expect(held("name", "text", { relation: "products" })).toBe("internal");
  });

  test("says where it cannot tell", () => {
    for (const name of ["payload", "field_7", "extra", "value", "meta_value"])
      expect([name, held(name)]).toEqual([name, "unsure"]);
    expect(held("data", "json")).toBe("unsure");
    for (const name of ["status", "country", "sku", "order_type"])
      expect([name, held(name)]).toEqual([name, "internal"]);
    expect(held("amount", "numeric")).toBe("internal");
    expect(held("created", "timestamp")).toBe("internal");
  });

  test("a number or a day that nothing is known of is nobody's where nobody is near", () => {
    const near = classifyTable(
      relation("things", [sampleColumn("email"), sampleColumn("foo", "integer"), sampleColumn("bar", "date")]),
    );
    expect(near.map(({ holds }) => holds)).toEqual(["email", "unsure", "unsure"]);
    const alone = classifyTable(relation("things", [sampleColumn("foo", "integer"), sampleColumn("bar", "date")]));
    expect(alone.map(({ holds }) => holds)).toEqual(["internal", "internal"]);
  });

  test("a comment says what a name does not", () => {
    expect(judged(sampleColumn("fld01", "text", { comment: "Telefonnummer des Kunden" })).holds).toBe("phone");
    expect(judged(sampleColumn("status", "text", { comment: "of the e-mail" })).holds).toBe("internal");
  });

  test.each(["имя", "電話", 'say "hello"', "two\nlines", "select", "", " ", "☃", "a".repeat(5_000), "\u202e"])(
    "takes a name of any kind: %j",
    (name) => {
      expect(["unsure", "internal"]).toContain(held(name));
    },
  );
});
