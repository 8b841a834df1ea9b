-- What a certificate has grown to since it was issued; the document as issued stays where it is.
-- xml is the same document with timestamps and validation data added, pdf the twin rendered from it
-- with its own signature, seal the text of the QR code on its pages. Levels are those of ETSI
-- (B-B, B-T, B-LT, B-LTA). twin_digest is the SHA-256 of the PDF as it was first signed, which
-- every later form of it begins with. next_attempt_at is when the worker looks at it again; version
-- grows with every change, so that of two writers the later one notices. archive_at is when both
-- forms need a further timestamp over everything, before the last one's proof runs out.
CREATE TABLE certificate_forms (
    number          text        PRIMARY KEY REFERENCES certificates (number),
    xml             bytea,
    xml_level       text        CHECK (xml_level IN ('B-T', 'B-LT', 'B-LTA')),
    seal            text,
    pdf             bytea,
    pdf_level       text        CHECK (pdf_level IN ('B-B', 'B-T', 'B-LT', 'B-LTA')),
    twin_digest     bytea       CHECK (length(twin_digest) = 32),
    version         integer     NOT NULL DEFAULT 0,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    archive_at      timestamptz,
    CHECK ((xml IS NULL) = (xml_level IS NULL)),
    CHECK ((pdf IS NULL) = (pdf_level IS NULL)),
    CHECK ((pdf IS NULL) = (seal IS NULL)),
    CHECK ((pdf IS NULL) = (twin_digest IS NULL))
);

CREATE INDEX certificate_forms_waiting ON certificate_forms (next_attempt_at);

INSERT INTO certificate_forms (number, next_attempt_at) SELECT number, issued_at FROM certificates;
