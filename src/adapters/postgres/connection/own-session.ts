// What is the database's own in a session: time zone, how dates and intervals are read, the search path. As ALTER DATABASE, ALTER ROLE and
// the connection have it, or gatehouse.yaml in their stead. Dates are written in ISO form whatever the style: only the order is taken over.

import type { ClientBase } from "pg";
import pg from "pg";
import { z } from "zod";
import type { SessionShape } from "../../../core/model/catalogue.ts";
import { PIN_PATH } from "./session-settings.ts";

/** What gatehouse.yaml says instead of the database. */
export interface SessionOverrides {
  readonly timeZone?: string | undefined;
  readonly dateOrder?: "YMD" | "DMY" | "MDY" | undefined;
  readonly searchPath?: readonly string[] | undefined;
}

export interface OwnSession {
  readonly timeZone: string;
  readonly dateStyle: string;
  readonly intervalStyle: string;
  /** As a setting's value. */
  readonly searchPath: string;
  readonly shape: SessionShape;
}

/** Of a session as it began, whatever was set since. */
const OWN = `SELECT
  (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'TimeZone') AS "timeZone",
  (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'DateStyle') AS "dateStyle",
  (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'IntervalStyle') AS "intervalStyle",
  (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'search_path') AS "searchPath"`;

const ownSchema = z.strictObject({
  timeZone: z.string(),
  dateStyle: z.string(),
  intervalStyle: z.string(),
  searchPath: z.string(),
});
const pathSchema = z.strictObject({ path: z.array(z.string()) });

/** In a transaction of the caller's, under the search path pg_catalog. */
export async function readOwnSession(client: ClientBase, overrides: SessionOverrides): Promise<OwnSession> {
  const asked = await client.query<Record<string, unknown>>(OWN);
  const found = ownSchema.parse(asked.rows[0]);
  const written = overridesOf(overrides);
  const own = {
    timeZone: written["timezone"] ?? found.timeZone,
    dateStyle: written["datestyle"] ?? found.dateStyle.replace(/^\w+/, "ISO"),
    intervalStyle: found.intervalStyle,
    searchPath: written["search_path"] ?? found.searchPath,
  };
  await client.query(ownPath(own));
  const resolved = await client.query<Record<string, unknown>>(
    "SELECT pg_catalog.current_schemas(false)::pg_catalog.text[] AS path",
  );
  await client.query(PIN_PATH);
  const { path } = pathSchema.parse(resolved.rows[0]);
  const searchPath = path.filter((schema) => !/^pg_(toast_)?temp/.test(schema));
  return { ...own, shape: { searchPath, timeZone: own.timeZone, dateStyle: own.dateStyle } };
}

/** As settings of a session, by the server's names. */
export function overridesOf({ timeZone, dateOrder, searchPath }: SessionOverrides): Readonly<Record<string, string>> {
  return {
    ...(timeZone !== undefined && { timezone: timeZone }),
    ...(dateOrder !== undefined && { datestyle: `ISO, ${dateOrder}` }),
    ...(searchPath !== undefined && {
      search_path: searchPath
        .map((schema) => (schema === "$user" ? '"$user"' : pg.escapeIdentifier(schema)))
        .join(", "),
    }),
  };
}

/** For the current transaction, behind a pooler, where a session is whatever somebody left. */
export function ownSettings({ timeZone, dateStyle, intervalStyle }: OwnSession): readonly string[] {
  return [
    `SET LOCAL TimeZone = ${pg.escapeLiteral(timeZone)}`,
    `SET LOCAL DateStyle = ${pg.escapeLiteral(dateStyle)}`,
    `SET LOCAL IntervalStyle = ${pg.escapeLiteral(intervalStyle)}`,
  ];
}

/** The database's own search path, for what runs functions of its own: to the end of the transaction. */
export function ownPath({ searchPath }: Pick<OwnSession, "searchPath">): string {
  return `SELECT pg_catalog.set_config('search_path', ${pg.escapeLiteral(searchPath)}, true)`;
}

/** What tells a session of other settings from this one. */
export const OWN_DIGEST =
  "pg_catalog.concat_ws(E'\\n', pg_catalog.current_setting('TimeZone'), pg_catalog.current_setting('DateStyle'), pg_catalog.current_setting('IntervalStyle'), pg_catalog.current_setting('search_path'))";
