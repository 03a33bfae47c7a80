// What a caller gets of each relation of pg_catalog: which columns, which of them as something else, and which rows. A relation that is not
// here exists and has no rows; one of NEVER_READ does not exist. INVARIANT: a column is shown because it is named here, so that one which a
// later version brings is not; and a row of what users made is shown because its id is among those that the caller sees.
// In the texts `c` is the relation, and `{…}` a list of ids that is bound to the plan (VisibleObjects). They run under the path pg_catalog.

import type { VisibleObjects } from "./visible-objects.ts";

/** Lists of ids that texts may name. */
export type IdList = Exclude<keyof VisibleObjects, "retyped" | "byName" | "typesByName"> | "objects";

export interface CatalogueRelation {
  /** Columns that are shown as they are. */
  readonly columns: string;
  /** Expressions that stand for columns, by name. */
  readonly instead?: Readonly<Record<string, string>>;
  /** What is joined to it. */
  readonly join?: "retyped";
  /** Null where every row is the server's own, or where there is one row, which is made here. */
  readonly rows: string | null;
  /** Nothing of the relation is read. */
  readonly made?: true;
}

/** Below are objects that initdb makes (FirstNormalObjectId). */
const own = (id = "c.oid") => `${id} < 16384`;
const among = (list: IdList, id: string) => `${id} = ANY ({${list}})`;
const anyOf = (...conditions: readonly string[]) => conditions.map((condition) => `(${condition})`).join(" OR ");
const columnId = (relation: string, number: string) => `${relation}::int8 * 65536 + ${number}`;
/** A column of what is seen, a column of the server's own, or one that every table has. */
const column = (list: "columns" | "defaults", relation: string, number: string) =>
  `${columnId(relation, number)} = ANY ({${list}})`;

/** Whoever owns something, it is shown as owned by one role, whose name tells nothing. */
const OWNER = "10::pg_catalog.oid";
const NO_TREE = "NULL::pg_catalog.pg_node_tree";
const NO_ACL = "NULL::pg_catalog._aclitem";
const shownIfClear = (name: string, otherwise: string) =>
  `CASE WHEN ${among("clear", "c.oid")} THEN c.${name} ELSE ${otherwise} END`;
const ofOwnOr = (condition: string, name: string) => `CASE WHEN ${own()} THEN c.${name} ELSE ${condition} END`;
const SEEN_CONSTRAINT = among("constraints", "k.oid");

const ONE_OWNER = {
  oid: OWNER,
  rolname: "'owner'::pg_catalog.name",
  rolsuper: "false",
  rolinherit: "true",
  rolcreaterole: "false",
  rolcreatedb: "false",
  rolcanlogin: "false",
  rolreplication: "false",
  rolconnlimit: "(-1)",
  rolpassword: "NULL::pg_catalog.text",
  rolvaliduntil: "NULL::timestamp with time zone",
  rolbypassrls: "false",
  rolconfig: "NULL::pg_catalog._text",
};

const SYSTEM_OBJECTS = (columns: string, instead?: Readonly<Record<string, string>>): CatalogueRelation => ({
  columns,
  ...(instead !== undefined && { instead }),
  rows: own(),
});

export const CATALOGUE_RELATIONS: ReadonlyMap<string, CatalogueRelation> = new Map<string, CatalogueRelation>(
  Object.entries({
    pg_class: {
      columns: `oid relname relnamespace reltype reloftype relam reltablespace relisshared relpersistence relkind relnatts reloptions
        relreplident relispartition relispopulated`,
      instead: {
        relowner: OWNER,
        relpartbound: `CASE WHEN ${among("clear", "c.oid")} THEN c.relpartbound END`,
        relfilenode: "0::pg_catalog.oid",
        reltoastrelid: "0::pg_catalog.oid",
        relpages: shownIfClear("relpages", "0"),
        reltuples: shownIfClear("reltuples", "(-1)::pg_catalog.float4"),
        relallvisible: "0",
        relallfrozen: "0",
        relhasindex: ofOwnOr(
          "EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND x.indexrelid = ANY ({indexes}))",
          "relhasindex",
        ),
        relchecks: ofOwnOr(
          `(SELECT count(*) FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND ${SEEN_CONSTRAINT})::pg_catalog.int2`,
          "relchecks",
        ),
        relhasrules: "c.relkind = 'v'",
        relhastriggers: ofOwnOr(
          `EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE c.oid IN (k.conrelid, k.confrelid) AND k.contype = 'f' AND ${SEEN_CONSTRAINT})`,
          "relhastriggers",
        ),
        relhassubclass: ofOwnOr(
          "EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid AND i.inhrelid = ANY ({objects}))",
          "relhassubclass",
        ),
        relrowsecurity: "false",
        relforcerowsecurity: "false",
        relrewrite: "0::pg_catalog.oid",
        relfrozenxid: "'0'::pg_catalog.xid",
        relminmxid: "'0'::pg_catalog.xid",
        relacl: NO_ACL,
      },
      rows: anyOf(own(), among("objects", "c.oid")),
    },
    pg_attribute: {
      columns:
        "attrelid attname attnum attislocal attinhcount attisdropped attidentity attgenerated attcompression attcacheoff",
      instead: {
        atttypid: "CASE WHEN shown.type IS NULL THEN c.atttypid ELSE shown.type::pg_catalog.oid END",
        atttypmod: "CASE WHEN shown.type IS NULL THEN c.atttypmod ELSE -1 END",
        attlen: "CASE WHEN shown.type IS NULL THEN c.attlen ELSE shown.typlen END",
        attbyval: "CASE WHEN shown.type IS NULL THEN c.attbyval ELSE shown.typbyval END",
        attalign: "CASE WHEN shown.type IS NULL THEN c.attalign ELSE shown.typalign END",
        attstorage: "CASE WHEN shown.type IS NULL THEN c.attstorage ELSE shown.typstorage END",
        attcollation: "CASE WHEN shown.type IS NULL THEN c.attcollation ELSE shown.typcollation END",
        attndims: "CASE WHEN shown.type IS NULL THEN c.attndims ELSE 0 END",
        attnotnull: "c.attnotnull AND coalesce(shown.filled, true)",
        atthasdef: anyColumn("c.atthasdef"),
        atthasmissing: "false",
        attmissingval: "NULL::pg_catalog.text",
        attstattarget: "CASE WHEN c.attstattarget IS NULL THEN c.attstattarget END",
        attacl: NO_ACL,
        attoptions: "NULL::pg_catalog._text",
        attfdwoptions: "NULL::pg_catalog._text",
      },
      join: "retyped",
      rows: `NOT c.attisdropped AND (${anyOf(
        own("c.attrelid"),
        among("indexes", "c.attrelid"),
        `c.attnum < 0 AND ${among("relations", "c.attrelid")}`,
        among("sequences", "c.attrelid"),
        column("columns", "c.attrelid", "c.attnum"),
      )})`,
    },
    pg_attrdef: { columns: "oid adrelid adnum adbin", rows: column("defaults", "c.adrelid", "c.adnum") },
    pg_index: {
      columns: `indexrelid indrelid indnatts indnkeyatts indisunique indnullsnotdistinct indisprimary indisexclusion indimmediate
        indisclustered indisvalid indcheckxmin indisready indislive indisreplident indkey indcollation indclass indoption indexprs indpred`,
      rows: anyOf(own("c.indexrelid"), among("indexes", "c.indexrelid")),
    },
    pg_constraint: {
      columns: `oid conname connamespace contype condeferrable condeferred conenforced convalidated conrelid contypid conindid conparentid
        confrelid confupdtype confdeltype confmatchtype conislocal coninhcount connoinherit conperiod conkey confkey conpfeqop conppeqop
        conffeqop confdelsetcols conexclop`,
      instead: { conbin: NO_TREE },
      rows: anyOf(own(), among("constraints", "c.oid")),
    },
    pg_type: {
      columns: `oid typname typnamespace typlen typbyval typtype typcategory typispreferred typisdefined typdelim typrelid typelem typarray
        typalign typstorage typnotnull typbasetype typtypmod typndims typcollation typdefault`,
      instead: {
        typowner: OWNER,
        typacl: NO_ACL,
        typdefaultbin: NO_TREE,
        ...asOids("typsubscript typinput typoutput typreceive typsend typmodin typmodout typanalyze"),
      },
      rows: anyOf(own(), among("types", "c.oid")),
    },
    pg_enum: { columns: "oid enumtypid enumsortorder enumlabel", rows: among("types", "c.enumtypid") },
    pg_range: {
      columns: "rngtypid rngsubtype rngmultitypid rngcollation rngsubopc",
      instead: asOids("rngcanonical rngsubdiff"),
      rows: anyOf(own("c.rngtypid"), among("types", "c.rngtypid")),
    },
    pg_namespace: {
      columns: "oid nspname",
      instead: { nspowner: OWNER, nspacl: NO_ACL },
      rows: anyOf(own(), among("schemas", "c.oid")),
    },
    pg_description: {
      columns: "objoid classoid objsubid description",
      rows: anyOf(
        own("c.objoid"),
        `c.classoid = 1259 AND c.objsubid = 0 AND ${among("objects", "c.objoid")}`,
        `c.classoid = 1259 AND c.objsubid <> 0 AND ${column("columns", "c.objoid", "c.objsubid")}`,
        `c.classoid = 1247 AND ${among("types", "c.objoid")}`,
        `c.classoid = 2606 AND ${among("constraints", "c.objoid")}`,
        `c.classoid = 2615 AND ${among("schemas", "c.objoid")}`,
      ),
    },
    pg_inherits: {
      columns: "inhrelid inhparent inhseqno inhdetachpending",
      rows: `${among("objects", "c.inhrelid")} AND ${among("objects", "c.inhparent")}`,
    },
    pg_partitioned_table: {
      columns: "partrelid partstrat partnatts partdefid partattrs partclass partcollation partexprs",
      rows: among("clear", "c.partrelid"),
    },
    pg_sequence: {
      columns: "seqrelid seqtypid seqstart seqincrement seqmax seqmin seqcache seqcycle",
      rows: among("sequences", "c.seqrelid"),
    },
    pg_depend: {
      columns: "classid objid objsubid refclassid refobjid refobjsubid deptype",
      rows: anyOf(
        `${own("c.objid")} AND ${own("c.refobjid")}`,
        `c.classid = 1259 AND c.refclassid = 1259 AND ${among("sequences", "c.objid")} AND ${column("columns", "c.refobjid", "c.refobjsubid")}`,
        `c.classid = 1259 AND c.refclassid = 2606 AND ${among("indexes", "c.objid")} AND ${among("constraints", "c.refobjid")}`,
        `c.classid = 2606 AND c.refclassid = 1259 AND ${among("constraints", "c.objid")} AND (${column("columns", "c.refobjid", "c.refobjsubid")} OR ${among("indexes", "c.refobjid")})`,
      ),
    },
    pg_database: {
      columns: `oid datname encoding datlocprovider datistemplate datallowconn dathasloginevt datconnlimit dattablespace datcollate datctype
        datlocale daticurules datcollversion`,
      instead: {
        datdba: OWNER,
        datfrozenxid: "'0'::pg_catalog.xid",
        datminmxid: "'0'::pg_catalog.xid",
        datacl: NO_ACL,
      },
      rows: "c.datname = pg_catalog.current_database()",
    },
    pg_settings: {
      columns:
        "name setting unit category short_desc extra_desc context vartype min_val max_val enumvals boot_val reset_val pending_restart",
      instead: {
        source: "NULL::pg_catalog.text",
        sourcefile: "NULL::pg_catalog.text",
        sourceline: "NULL::pg_catalog.int4",
      },
      rows: `c.name = ANY ('{server_version,server_version_num,server_encoding,client_encoding,standard_conforming_strings,max_index_keys,max_identifier_length,block_size,integer_datetimes,TimeZone,DateStyle,IntervalStyle,lc_collate,lc_ctype}'::pg_catalog.text[])`,
    },
    pg_proc: {
      columns: `oid proname pronamespace prolang procost prorows provariadic prokind prosecdef proleakproof proisstrict proretset provolatile
        proparallel pronargs pronargdefaults prorettype proargtypes proallargtypes proargmodes proargnames protrftypes`,
      instead: {
        proowner: OWNER,
        proargdefaults: NO_TREE,
        prosrc: "''::pg_catalog.text",
        probin: "NULL::pg_catalog.text",
        prosqlbody: NO_TREE,
        proconfig: "NULL::pg_catalog._text",
        proacl: NO_ACL,
        ...asOids("prosupport"),
      },
      rows: own(),
    },
    pg_roles: { columns: "", instead: ONE_OWNER, made: true, rows: null },
    pg_authid: { columns: "", instead: ONE_OWNER, made: true, rows: null },
    pg_am: SYSTEM_OBJECTS("oid amname amtype", asOids("amhandler")),
    pg_collation: SYSTEM_OBJECTS(
      `oid collname collnamespace collprovider collisdeterministic collencoding collcollate collctype colllocale colliculocale collicurules
        collversion`,
      { collowner: OWNER },
    ),
    pg_opclass: SYSTEM_OBJECTS("oid opcmethod opcname opcnamespace opcfamily opcintype opcdefault opckeytype", {
      opcowner: OWNER,
    }),
    pg_opfamily: SYSTEM_OBJECTS("oid opfmethod opfname opfnamespace", { opfowner: OWNER }),
    pg_operator: SYSTEM_OBJECTS(
      "oid oprname oprnamespace oprkind oprcanmerge oprcanhash oprleft oprright oprresult oprcom oprnegate",
      { oprowner: OWNER, ...asOids("oprcode oprrest oprjoin") },
    ),
    pg_amop: SYSTEM_OBJECTS(
      "oid amopfamily amoplefttype amoprighttype amopstrategy amoppurpose amopopr amopmethod amopsortfamily",
    ),
    pg_amproc: SYSTEM_OBJECTS("oid amprocfamily amproclefttype amprocrighttype amprocnum", asOids("amproc")),
    pg_cast: SYSTEM_OBJECTS("oid castsource casttarget castfunc castcontext castmethod"),
    pg_language: SYSTEM_OBJECTS("oid lanname lanispl lanpltrusted lanplcallfoid laninline lanvalidator", {
      lanowner: OWNER,
      lanacl: NO_ACL,
    }),
    pg_conversion: SYSTEM_OBJECTS("oid conname connamespace conforencoding contoencoding condefault", {
      conowner: OWNER,
      ...asOids("conproc"),
    }),
    pg_aggregate: {
      columns: "aggkind aggnumdirectargs aggfinalextra aggmfinalextra aggsortop aggtranstype aggtransspace",
      instead: asOids("aggfnoid aggtransfn aggfinalfn aggcombinefn"),
      rows: own("c.aggfnoid::pg_catalog.oid"),
    },
    pg_extension: SYSTEM_OBJECTS("oid extname extnamespace extrelocatable extversion", { extowner: OWNER }),
    pg_tablespace: SYSTEM_OBJECTS("oid spcname", {
      spcowner: OWNER,
      spcacl: NO_ACL,
      spcoptions: "NULL::pg_catalog._text",
    }),
    pg_ts_config: SYSTEM_OBJECTS("oid cfgname cfgnamespace cfgparser", { cfgowner: OWNER }),
    pg_ts_dict: SYSTEM_OBJECTS("oid dictname dictnamespace dicttemplate", { dictowner: OWNER }),
    pg_timezone_names: { columns: "name abbrev utc_offset is_dst", rows: null },
    pg_timezone_abbrevs: { columns: "abbrev utc_offset is_dst", rows: null },
  } satisfies Readonly<Record<string, CatalogueRelation>>),
);

/** Samples of values, and what is kept apart from tables. */
export const NEVER_READ: ReadonlySet<string> = new Set([
  "pg_statistic",
  "pg_statistic_ext_data",
  "pg_stats",
  "pg_stats_ext",
  "pg_stats_ext_exprs",
  "pg_largeobject",
  "pg_largeobject_metadata",
  "pg_authid",
  "pg_shadow",
  "pg_hba_file_rules",
  "pg_ident_file_mappings",
  "pg_file_settings",
]);

function anyColumn(name: string): string {
  return `${name} AND (${anyOf(own("c.attrelid"), column("defaults", "c.attrelid", "c.attnum"))})`;
}

/** Names of functions would be looked up where texts are compared with them. */
function asOids(names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, `c.${name}::pg_catalog.oid`]));
}
