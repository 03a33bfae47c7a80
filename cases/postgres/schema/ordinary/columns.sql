ALTER TABLE archive ADD COLUMN note text
ALTER TABLE archive ADD note text
ALTER TABLE public.archive ADD COLUMN IF NOT EXISTS archived_at timestamptz NOT NULL DEFAULT now()
ALTER TABLE IF EXISTS archive ADD COLUMN a int DEFAULT 0 NOT NULL, ADD COLUMN b text CHECK (b <> ''), ADD COLUMN c uuid DEFAULT gen_random_uuid()
ALTER TABLE archive ADD COLUMN plan tier DEFAULT 'free'::tier
ALTER TABLE archive ADD COLUMN label varchar(20) UNIQUE
ALTER TABLE archive ADD COLUMN store_id integer REFERENCES stores (id) ON DELETE SET NULL
ALTER TABLE archive ADD COLUMN store_id integer CONSTRAINT archive_store REFERENCES public.stores
ALTER TABLE archive ADD COLUMN what_lower text GENERATED ALWAYS AS (lower(what)) STORED
ALTER TABLE archive ADD COLUMN number bigserial
ALTER TABLE archive ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY
ALTER TABLE archive ADD COLUMN data jsonb NOT NULL DEFAULT '{}'::jsonb
ALTER TABLE archive ADD COLUMN tags text[] NOT NULL DEFAULT ARRAY[]::text[]
ALTER TABLE archive DROP COLUMN at
ALTER TABLE archive DROP COLUMN IF EXISTS at RESTRICT
ALTER TABLE archive DROP what, DROP at
ALTER TABLE archive DROP COLUMN at, ADD COLUMN moment timestamptz
ALTER TABLE archive RENAME COLUMN what TO description
ALTER TABLE public.archive RENAME what TO "Description"
ALTER TABLE archive ALTER COLUMN what SET NOT NULL
ALTER TABLE archive ALTER what DROP NOT NULL
ALTER TABLE archive ALTER COLUMN what SET DEFAULT 'nothing'
ALTER TABLE archive ALTER COLUMN what SET DEFAULT concat('n', 1)
ALTER TABLE labels ALTER COLUMN n DROP DEFAULT
ALTER TABLE archive ALTER COLUMN what TYPE varchar(100)
ALTER TABLE archive ALTER COLUMN id TYPE bigint
ALTER TABLE archive ALTER COLUMN id SET DATA TYPE bigint USING id::bigint
ALTER TABLE typed ALTER COLUMN vc TYPE text USING (vc::text)
ALTER TABLE typed ALTER COLUMN small TYPE integer, ALTER COLUMN big TYPE numeric USING CAST(big AS numeric), ALTER COLUMN n TYPE numeric(12, 4)
ALTER TABLE typed ALTER COLUMN t TYPE text
ALTER TABLE "select" ADD COLUMN "order" int, ALTER COLUMN "from" SET DEFAULT 'here'
ALTER TABLE "Größe ""x""" ADD COLUMN "neue Spalte" text DEFAULT 'ü', ADD CONSTRAINT "q" CHECK ("CamelCase" > 0)
ALTER TABLE customers ADD COLUMN last_seen timestamptz
ALTER TABLE customers ALTER COLUMN email SET NOT NULL
ALTER TABLE tickets ADD COLUMN closed_at timestamptz, ADD COLUMN assignee text
ALTER TABLE events ADD COLUMN source text DEFAULT 'web'
alter table archive add column x int -- trailing words
ALTER TABLE archive ADD COLUMN y int;
ALTER /* a comment */ TABLE archive ADD COLUMN z int DEFAULT 5
