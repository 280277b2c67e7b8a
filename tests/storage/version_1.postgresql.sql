-- A database of docexplain 0.1.0 (schema version 1), made with its own code: one document, two answers.
CREATE TABLE answers (
    number integer NOT NULL,
    id text NOT NULL,
    question integer NOT NULL,
    created_at character varying(32) NOT NULL,
    document_name text NOT NULL,
    document_content_sha256 character varying(64) NOT NULL,
    text text NOT NULL,
    given boolean NOT NULL,
    truncated boolean NOT NULL,
    verdict text NOT NULL,
    document_effect double precision NOT NULL,
    document_per_token json NOT NULL,
    tokens json NOT NULL,
    noise_floor double precision NOT NULL,
    read json NOT NULL,
    paragraphs_total integer NOT NULL,
    model json NOT NULL,
    settings json NOT NULL,
    prompt_sha256 text NOT NULL,
    version text NOT NULL,
    timings json NOT NULL
);
CREATE SEQUENCE answers_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE answers_number_seq OWNED BY answers.number;
CREATE TABLE audit_entries (
    seq integer NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    content_sha256 character varying(64) NOT NULL,
    previous character varying(64) NOT NULL,
    at character varying(32) NOT NULL,
    sha256 character varying(64) NOT NULL
);
CREATE TABLE documents (
    number integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    name text NOT NULL,
    parser text NOT NULL,
    coverage json NOT NULL
);
CREATE SEQUENCE documents_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE documents_number_seq OWNED BY documents.number;
CREATE TABLE furniture (
    document integer NOT NULL,
    "position" integer NOT NULL,
    text text NOT NULL,
    block_class text NOT NULL,
    box json NOT NULL
);
CREATE TABLE paragraphs (
    document integer NOT NULL,
    paragraph integer NOT NULL,
    text text NOT NULL,
    block_class text NOT NULL,
    heading_path json NOT NULL,
    boxes json NOT NULL
);
CREATE TABLE questions (
    number integer NOT NULL,
    document integer NOT NULL,
    text text NOT NULL
);
CREATE SEQUENCE questions_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE questions_number_seq OWNED BY questions.number;
CREATE TABLE schema_version (
    version integer NOT NULL
);
CREATE TABLE scores (
    answer integer NOT NULL,
    rank integer NOT NULL,
    paragraph integer NOT NULL,
    effect double precision NOT NULL,
    probability_drop double precision NOT NULL,
    below_noise boolean NOT NULL,
    per_token json NOT NULL
);
ALTER TABLE ONLY answers ALTER COLUMN number SET DEFAULT nextval('answers_number_seq'::regclass);
ALTER TABLE ONLY documents ALTER COLUMN number SET DEFAULT nextval('documents_number_seq'::regclass);
ALTER TABLE ONLY questions ALTER COLUMN number SET DEFAULT nextval('questions_number_seq'::regclass);
INSERT INTO answers VALUES (1, 'a1b2c3d4', 1, '2026-11-22T09:00:59.000005+00:00', 'contract.pdf', '3f37c4bc5b906588e3ca3f500b479934ea29162858efdcc349b9148e771da217', '10 dollars.', false, false, 'supported', 0.30000000000000004, '[0.1, 0.2]', '[{"id": 7, "text": "10 ", "start": 0, "end": 3, "loss": 1e-17}, {"id": 8, "text": "dollars.", "start": 3, "end": 11, "loss": 0.6666666666666666}]', 0.001, '[1, 2]', 2, '{"name": "SmolLM2-135M-Instruct", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192}', '{"scope": "readout", "mode": "mask", "factor": 0.0, "summary": "probability", "read": "auto", "max_new_tokens": 64}', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '0.1.0', '{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}');
INSERT INTO answers VALUES (2, 'b2c3d4e5', 1, '2026-11-22T09:01:59.000000+00:00', 'contract.pdf', '3f37c4bc5b906588e3ca3f500b479934ea29162858efdcc349b9148e771da217', '12 dollars.', true, false, 'unsupported', -0.25, '[0.1, 0.2]', '[{"id": 7, "text": "10 ", "start": 0, "end": 3, "loss": 1e-17}, {"id": 8, "text": "dollars.", "start": 3, "end": 11, "loss": 0.6666666666666666}]', 0.001, '[1, 2]', 2, '{"name": "SmolLM2-135M-Instruct", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192}', '{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "all", "max_new_tokens": 32}', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '0.1.0', '{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}');
INSERT INTO audit_entries VALUES (1, 'answer', 'a1b2c3d4', 'dc815c305c84196bce62106cbf321372f87f46ce7d386fcd4f0b6655c0b79e65', '', '2026-11-22T09:01:00.000001+00:00', '5e753ff31eaa017c55cd66c6ff2dccf6feb6bbb47b99688406933bed83c2298c');
INSERT INTO audit_entries VALUES (2, 'answer', 'b2c3d4e5', '6f7d2512f73dad000dea37bffb68a8525f2d6acde2b14c1ee4824e6d5af7e296', '5e753ff31eaa017c55cd66c6ff2dccf6feb6bbb47b99688406933bed83c2298c', '2026-11-22T09:02:00.000001+00:00', 'df6172d5677060e980fae111cb2dac30ecb3220bb19c8e5558b05913f213c517');
INSERT INTO documents VALUES (1, '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f', 'contract.pdf', 'pymupdf 2.0.1', '{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]]}');
INSERT INTO furniture VALUES (1, 1, 'Page 1', 'page-footer', '{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO paragraphs VALUES (1, 1, 'Compensation', 'section-header', '[]', '[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 112.5}]');
INSERT INTO paragraphs VALUES (1, 2, 'The Company pays 10 dollars per hour – “net”.', 'text', '["Compensation"]', '[{"page": 1, "x0": 72.0, "y0": 120.0, "x1": 300.25, "y1": 700.1}, {"page": 2, "x0": 72.0, "y0": 60.0, "x1": 300.25, "y1": 72.3}]');
INSERT INTO questions VALUES (1, 1, 'What is the pay per hour?');
INSERT INTO schema_version VALUES (1);
INSERT INTO scores VALUES (1, 1, 2, 1.0000000000000002, 0.7, false, '[0.5, 0.5000000000000001]');
INSERT INTO scores VALUES (1, 2, 1, 0, -5e-324, true, '[-1e-05, 1e-05]');
INSERT INTO scores VALUES (2, 1, 2, 1.0000000000000002, 0.7, false, '[0.5, 0.5000000000000001]');
INSERT INTO scores VALUES (2, 2, 1, 0, -5e-324, true, '[-1e-05, 1e-05]');
SELECT pg_catalog.setval('answers_number_seq', 2, true);
SELECT pg_catalog.setval('documents_number_seq', 1, true);
SELECT pg_catalog.setval('questions_number_seq', 1, true);
ALTER TABLE ONLY answers
    ADD CONSTRAINT answers_id_key UNIQUE (id);
ALTER TABLE ONLY answers
    ADD CONSTRAINT answers_pkey PRIMARY KEY (number);
ALTER TABLE ONLY audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (number);
ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_sha256_parser_key UNIQUE (sha256, parser);
ALTER TABLE ONLY furniture
    ADD CONSTRAINT furniture_pkey PRIMARY KEY (document, "position");
ALTER TABLE ONLY paragraphs
    ADD CONSTRAINT paragraphs_pkey PRIMARY KEY (document, paragraph);
ALTER TABLE ONLY questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (number);
ALTER TABLE ONLY schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY scores
    ADD CONSTRAINT scores_pkey PRIMARY KEY (answer, rank);
CREATE INDEX ix_answers_created_at ON answers USING btree (created_at);
CREATE INDEX ix_answers_question ON answers USING btree (question);
CREATE INDEX ix_audit_entries_subject ON audit_entries USING btree (subject);
CREATE INDEX ix_questions_document ON questions USING btree (document);
ALTER TABLE ONLY answers
    ADD CONSTRAINT answers_question_fkey FOREIGN KEY (question) REFERENCES questions(number);
ALTER TABLE ONLY furniture
    ADD CONSTRAINT furniture_document_fkey FOREIGN KEY (document) REFERENCES documents(number);
ALTER TABLE ONLY paragraphs
    ADD CONSTRAINT paragraphs_document_fkey FOREIGN KEY (document) REFERENCES documents(number);
ALTER TABLE ONLY questions
    ADD CONSTRAINT questions_document_fkey FOREIGN KEY (document) REFERENCES documents(number);
ALTER TABLE ONLY scores
    ADD CONSTRAINT scores_answer_fkey FOREIGN KEY (answer) REFERENCES answers(number);
