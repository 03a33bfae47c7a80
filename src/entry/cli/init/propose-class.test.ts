import { describe, expect, test } from "vitest";
import type { Column, TypeFamily } from "../../../core/model/catalogue.ts";
import { proposeClass } from "./propose-class.ts";

const column = (name: string, family: TypeFamily = "text", more: Partial<Column> = {}): Column => ({
  name,
  type: { family, sql: family, label: family },
  nullable: true,
  generatedFrom: [],
  references: null,
  comment: null,
  enumLabels: [],
  ...more,
});
const held = (name: string, family: TypeFamily = "text", { isKey = false, relation = "things" } = {}) =>
  proposeClass(column(name, family), { relation, isKey }).holds;
const REFERENCES = { relation: { schema: "public", name: "people" }, column: "id" };

describe("proposeClass()", () => {
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
    ["bank-account", "iban, account number, account-no, bank_account, sort code, swift_code, routing_number, bic"],
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
    ["free-text", "notes, order note, comment, message body, description, feedback, bio, internal remarks"],
  ])("takes for %s: %s", (holds, names) => {
    for (const name of names.split(", ")) expect([name, held(name)]).toEqual([name, holds]);
  });

  test.each(
    "address_id, email_verified, email_type, phone_count, token_count, email_sent_at, note_count, message_id, ip_version, card_type, salary_currency, password_changed_at, is_mobile, address_kind, ship, recipient_count, zipped, shipping_method, description_length, tokens_used, product name, company_name, file name, table_name, title, body_type, pinned, emailed, addressed, mobility, contents_id, medical_id, user_agent, country, city_id".split(
      ", ",
    ),
  )("takes nothing personal for: %s", (name) => {
    expect(held(name)).toBe("internal");
  });

  test("keys, foreign keys, flags, counts and moments are never classed by a word", () => {
    for (const name of ["address_id", "email", "ssn", "address", "card"]) {
      expect([name, held(name, "integer", { isKey: true })]).toEqual([name, "internal"]);
      expect([name, held(name, "uuid", { isKey: true })]).toEqual([name, "internal"]);
      const link = column(name, "integer", { references: REFERENCES });
      expect([name, proposeClass(link, { relation: "orders", isKey: false }).holds]).toEqual([name, "internal"]);
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
    const copy = column("owner", "text", { references: { ...REFERENCES, column: "email" } });
    expect(proposeClass(copy, { relation: "orders", isKey: false }).holds).toBe("email");
    const link = column("owner", "integer", { references: REFERENCES });
    expect(proposeClass(link, { relation: "orders", isKey: false }).holds).toBe("internal");
  });

  test("the name of a person's table is a person's", () => {
    expect(held("name", "text", { relation: "customers" })).toBe("person-name");
    expect(held("Name", "text", { relation: "app_users" })).toBe("person-name");
    expect(held("name", "text", { relation: "products" })).toBe("internal");
  });

  test("says where it cannot tell", () => {
    const unsure = (name: string, family: TypeFamily = "text") =>
      proposeClass(column(name, family), { relation: "things", isKey: false }).unsure;
    for (const name of ["payload", "handle", "field_7", "extra", "value"])
      expect([name, unsure(name)]).toEqual([name, true]);
    expect(unsure("data", "json")).toBe(true);
    for (const name of ["status", "country", "sku", "email", "order_type"])
      expect([name, unsure(name)]).toEqual([name, false]);
    expect(unsure("amount", "numeric")).toBe(false);
    expect(unsure("created", "timestamp")).toBe(false);
  });
});
