// The databases of a project and the dialects that they speak. Opening reaches for none of them and writes nothing: calls do that.

import { resolve } from "node:path";
import type { PostgresOptions } from "../../adapters/postgres/connection/postgres-options.ts";
import type { Engine } from "../../core/model/catalogue.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";
import type { Dialect } from "../../core/sql/dialect.ts";
import type { ColumnSampler } from "../../gate/ports/column-sampler.ts";
import type { Database } from "../../gate/ports/database.ts";
import type { Project } from "./project.ts";

export interface OpenDatabases {
  readonly databases: ReadonlyMap<string, Database>;
  /** The dialect of an engine that one of the databases has. */
  dialect(engine: Engine): Dialect;
  close(): Promise<void>;
}

export async function openDatabases({ config, folder }: Pick<Project, "config" | "folder">): Promise<OpenDatabases> {
  const databases = new Map<string, Database>();
  const dialects = new Map<Engine, Dialect>();
  for (const [name, settings] of Object.entries(config.databases)) {
    const { open, dialect } = await ENGINES[settings.engine]();
    dialects.set(settings.engine, dialect);
    databases.set(name, await open(name, { settings, folder }));
  }
  return {
    databases,
    dialect: (engine) => {
      const dialect = dialects.get(engine);
      if (dialect === undefined) throw new RangeError(`no database of the engine ${engine} is open`);
      return dialect;
    },
    close: async () => {
      await Promise.allSettled([...databases.values()].map((database) => database.close()));
    },
  };
}

/** What reads a database's tables and samples of their values, for init alone: a server has none. */
export async function openSamplerOf(
  name: string,
  { settings, folder }: { settings: Settings; folder: string },
): Promise<ColumnSampler> {
  if (settings.engine === "sqlite") {
    const { openSqliteSampler } = await import("../../adapters/sqlite/sqlite-sampler.ts");
    return openSqliteSampler({ file: resolve(folder, settings.file) });
  }
  const { openPostgresSampler } = await import("../../adapters/postgres/sampling/postgres-sampler.ts");
  return openPostgresSampler(postgresOptionsOf(name, settings));
}

type Settings = ConfigFile["databases"][string];

interface EngineParts {
  readonly dialect: Dialect;
  open(name: string, place: { settings: Settings; folder: string }): Promise<Database>;
}

/** Each engine's parser and driver are loaded when a database needs them. */
const ENGINES: Readonly<Record<Engine, () => Promise<EngineParts>>> = {
  postgres: async () => {
    const [{ loadModule }, { postgresDialect }, { openPostgresDatabase }] = await Promise.all([
      import("libpg-query"),
      import("../../core/sql/postgres/dialect.ts"),
      import("../../adapters/postgres/postgres-database.ts"),
    ]);
    await loadModule();
    return {
      dialect: postgresDialect,
      open: async (name, { settings }) => {
        if (settings.engine !== "postgres") throw new RangeError("settings of another engine");
        return openPostgresDatabase(postgresOptionsOf(name, settings));
      },
    };
  },
  sqlite: async () => {
    const [{ sqliteDialect }, { openSqliteDatabase }] = await Promise.all([
      import("../../core/sql/sqlite/dialect.ts"),
      import("../../adapters/sqlite/sqlite-database.ts"),
    ]);
    return {
      dialect: sqliteDialect,
      open: (name, { settings, folder }) => {
        if (settings.engine !== "sqlite") throw new RangeError("settings of another engine");
        return openSqliteDatabase({
          name,
          file: resolve(folder, settings.file),
          maxConnections: settings["max-connections"],
          writable: settings.writes === "governed",
        });
      },
    };
  },
};

function postgresOptionsOf(name: string, settings: Extract<Settings, { engine: "postgres" }>): PostgresOptions {
  return {
    name,
    url: settings.url,
    maxConnections: settings["max-connections"],
    pooler: settings.pooler,
    session: {
      timeZone: settings.session["time-zone"],
      dateOrder: settings.session["date-order"],
      searchPath: settings.session["search-path"],
    },
    environment: process.env,
    writable: settings.writes === "governed",
    marker: settings.marker,
  };
}
