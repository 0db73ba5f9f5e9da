/** Any number that nothing else in this database locks. */
const SCHEMA_LOCK = 7_305_112;

/** Keeps looking up a recall fast, no matter how many there are. */
export const RECALLS_INDEX = 'CREATE INDEX IF NOT EXISTS item_recalls_item_id ON item_recalls (item_id)';

/**
 * Creates what is missing. Sent as one simple query, the statements are one transaction, and the lock lets one
 * program at a time through: CREATE TABLE IF NOT EXISTS alone fails when two run it at the same moment.
 */
export const SCHEMA = `
SELECT pg_advisory_xact_lock(${SCHEMA_LOCK});
CREATE TABLE IF NOT EXISTS items (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  description text,
  price       double precision,
  quantity    integer,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
DO $$ BEGIN
  IF to_regclass('item_recalls') IS NULL THEN
    CREATE TABLE item_recalls (
      item_id     integer NOT NULL,
      recalled_at timestamptz NOT NULL DEFAULT now()
    );
    ${RECALLS_INDEX};
  END IF;
END $$;
`;
