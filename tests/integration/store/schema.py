"""A database's schema as text, one fact a line, the same on PostgreSQL 15 and 18."""

from psycopg import Connection

_COLUMNS = """
SELECT format('column %s.%s %s%s%s%s', c.relname, a.attname,
              format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' END,
              CASE a.attidentity WHEN '' THEN '' ELSE ' identity ' || a.attidentity::text END,
              ' default ' || pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace"""

# NOT NULL stands on the column; only PostgreSQL 18 lists it here as well.
_CONSTRAINTS = """
SELECT format('constraint %s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype <> 'n' AND k.connamespace = 'public'::regnamespace"""

_INDEXES = """
SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'"""

_TRIGGERS = """
SELECT format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"""

_FUNCTIONS = """
SELECT 'function ' || pg_get_functiondef(p.oid)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a'"""

_SEQUENCES = """
SELECT format('sequence %s %s from %s by %s in %s to %s cycle %s', s.sequencename, s.data_type,
              s.start_value, s.increment_by, s.min_value, s.max_value, s.cycle)
FROM pg_sequences s WHERE s.schemaname = 'public'"""

_VIEWS = """
SELECT format('view %s %s', c.relname, pg_get_viewdef(c.oid))
FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace"""

_TYPES = """
SELECT format('type %s %s%s', t.typname, t.typtype,
              (SELECT ' ' || string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder)
               FROM pg_enum e WHERE e.enumtypid = t.oid))
FROM pg_type t WHERE t.typtype IN ('e', 'd') AND t.typnamespace = 'public'::regnamespace"""

_PARTS = (_COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS, _FUNCTIONS, _SEQUENCES, _VIEWS, _TYPES)


def describe_schema(conn: Connection) -> str:
    """Return every column, constraint, index, trigger, function, sequence, view and type."""
    parts = (sorted(text for (text,) in conn.execute(query)) for query in _PARTS)
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"
