-- A database of schema version 7, made with the code of its time: two documents, an answer, one under steering, one
-- over both documents, vectors, and a page of an interrupted parse.
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
    timings json NOT NULL,
    given_by text DEFAULT ''::text NOT NULL,
    cited json,
    redundant json DEFAULT '[]'::json NOT NULL,
    passages json DEFAULT '[]'::json NOT NULL,
    controls json DEFAULT '{}'::json NOT NULL,
    what_if json,
    verdict_score double precision DEFAULT 0 NOT NULL,
    calibration json,
    confirmed json DEFAULT '[]'::json NOT NULL,
    claims json DEFAULT '[]'::json NOT NULL,
    path json,
    signals json DEFAULT '[]'::json NOT NULL,
    choice json,
    checked json,
    sources json DEFAULT '[]'::json NOT NULL,
    sources_content_sha256 json DEFAULT '[]'::json NOT NULL
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
    coverage json NOT NULL,
    pictures json DEFAULT '[]'::json NOT NULL,
    page_labels json DEFAULT '[]'::json NOT NULL
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
    boxes json NOT NULL,
    words text DEFAULT ''::text NOT NULL
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
    per_token json NOT NULL,
    together_with json DEFAULT '[]'::json NOT NULL,
    support double precision DEFAULT 0 NOT NULL,
    per_claim json DEFAULT '[]'::json NOT NULL
);
CREATE TABLE unfinished_pages (
    sha256 character varying(64) NOT NULL,
    parser text NOT NULL,
    page integer NOT NULL,
    content text NOT NULL,
    kept_at character varying(32) NOT NULL
);
CREATE TABLE vectors (
    document integer NOT NULL,
    model text NOT NULL,
    "position" integer NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY answers ALTER COLUMN number SET DEFAULT nextval('answers_number_seq'::regclass);
ALTER TABLE ONLY documents ALTER COLUMN number SET DEFAULT nextval('documents_number_seq'::regclass);
ALTER TABLE ONLY questions ALTER COLUMN number SET DEFAULT nextval('questions_number_seq'::regclass);
INSERT INTO answers VALUES (1, '41a2b3c4d', 1, '2026-03-29T01:34:00.123456+00:00', 'renamed.pdf', 'e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8', 'Text 4', false, true, 'weak', 0.30000000000000004, '[0.1, 0.2]', '[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]', 0.001, '[1, 2]', 2, '{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}', '{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '0.1.0', '{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}', 'Zoë, auditor', '{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}', '[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]', '[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]', '{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}', NULL, 0.7999999999999999, '{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}', '[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]', '[[0, 1], [1, 2]]', '{"nodes": 7, "error": -0.3333333333333333}', '[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]', '{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}', '{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}', '[]', '[]');
INSERT INTO answers VALUES (2, '51a2b3c4d', 2, '2026-03-29T01:35:00.123456+00:00', 'renamed.pdf', 'e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8', 'Text 5', false, true, 'weak', 0.30000000000000004, '[0.1, 0.2]', '[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]', 0.001, '[1, 2]', 2, '{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}', '{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '0.1.0', '{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}', 'Zoë, auditor', '{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}', '[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]', '[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]', '{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}', '{"original": "41a2b3c4d", "steering": [{"paragraph": 2, "factor": 0.0}, {"paragraph": 1, "factor": 1.5}]}', 0.7999999999999999, '{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}', '[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]', '[[0, 1], [1, 2]]', '{"nodes": 7, "error": -0.3333333333333333}', '[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]', '{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}', '{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}', '[]', '[]');
INSERT INTO answers VALUES (3, '0f0f0f0f', 3, '2026-03-29T01:30:00.123456+00:00', 'renamed.pdf', 'e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8', '$10 Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end', false, true, 'weak', 0.30000000000000004, '[0.1, 0.2]', '[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]', 0.001, '[1, 2]', 2, '{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}', '{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '0.1.0', '{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}', 'Zoë, auditor', '{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}', '[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]', '[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]', '{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}', NULL, 0.7999999999999999, '{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}', '[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]', '[[0, 1], [1, 2]]', '{"nodes": 7, "error": -0.3333333333333333}', '[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]', '{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}', '{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}', '[{"sha256": "abababababababababababababababababababababababababababababababab", "name": "annual report.pdf", "parser": "pymupdf-layout 2.0", "paragraphs": 2}, {"sha256": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "name": "second.pdf", "parser": "pymupdf-layout 2.0", "paragraphs": 2}]', '["e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8", "c42a3a9008a9a2cc2eb3993b67d30b32a5edd6dcaa961884337f7dd2322c1a15"]');
INSERT INTO audit_entries VALUES (1, 'answer-8', '41a2b3c4d', '363f0cfa1be7c635ad4101b734e824b2f93382aaa6d1bf46fa8e4547e4fa5a9a', '', '2026-11-27T13:11:00.579022+00:00', 'b89725e70f68ff59d5edbeb09c4a6374c416f6ecc0103c6812e6ec89fd7c2e2a');
INSERT INTO audit_entries VALUES (2, 'answer-8', '51a2b3c4d', 'e75125e402c31fde1e1a6d8a3640c35a6a937d93c8ebf5ed44a2627a1bc9bd1b', 'b89725e70f68ff59d5edbeb09c4a6374c416f6ecc0103c6812e6ec89fd7c2e2a', '2026-11-27T13:11:00.608864+00:00', '87160c4446a5d25ecf9d617d37697a6b2bbb97571f52b3379defe468622ce801');
INSERT INTO audit_entries VALUES (3, 'answer-8', '0f0f0f0f', 'ce1a82045eb5e05f3f790aa53dae762e9bbaa1d25e6a289302745d272234fab9', '87160c4446a5d25ecf9d617d37697a6b2bbb97571f52b3379defe468622ce801', '2026-11-27T13:11:00.658509+00:00', 'e4844244b3412d00a8ab423c5355b57ead189c7496403b1ec561084c2e6d4c98');
INSERT INTO documents VALUES (1, 'abababababababababababababababababababababababababababababababab', 'annual report.pdf', 'pymupdf-layout 2.0', '{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]], "recognised": [{"page": 1, "confidence": 0.875}], "damaged": true, "damaged_pages": [[2, "its content breaks off"]], "hidden": [{"text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "box": {"page": 1, "x0": 0.0, "y0": 0.5, "x1": 1.0, "y1": 1.5}, "reason": "outside the page", "characters": 7, "paragraph": null}, {"text": "a", "box": {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "reason": "tiny", "characters": 1, "paragraph": 2}], "annotations": [{"page": 1, "kind": "Text", "text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "shown": false}, {"page": 3, "kind": "FreeText", "text": "x", "shown": true}], "attachments": ["prices.csv"], "active": ["JavaScript"], "protected": true, "illegible": [{"page": 1, "reason": "garbled: the file names other characters than the page shows", "characters": 9, "share": 0.5, "recognised": false, "paragraphs": [1]}, {"page": 2, "reason": "unreadable: its font does not say which characters it shows", "characters": 3, "share": 1.0, "recognised": true, "paragraphs": []}], "only_pages": [[1, 1], [2, 3]]}', '[{"box": {"page": 2, "x0": 0.5, "y0": 0.0, "x1": 10.0, "y1": 10.0}, "caption": 2}, {"box": {"page": 3, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "caption": null}]', '["i", "ii", "1"]');
INSERT INTO documents VALUES (2, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', 'second.pdf', 'pymupdf-layout 2.0', '{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]], "recognised": [{"page": 1, "confidence": 0.875}], "damaged": true, "damaged_pages": [[2, "its content breaks off"]], "hidden": [{"text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "box": {"page": 1, "x0": 0.0, "y0": 0.5, "x1": 1.0, "y1": 1.5}, "reason": "outside the page", "characters": 7, "paragraph": null}, {"text": "a", "box": {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "reason": "tiny", "characters": 1, "paragraph": 2}], "annotations": [{"page": 1, "kind": "Text", "text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "shown": false}, {"page": 3, "kind": "FreeText", "text": "x", "shown": true}], "attachments": ["prices.csv"], "active": ["JavaScript"], "protected": true, "illegible": [{"page": 1, "reason": "garbled: the file names other characters than the page shows", "characters": 9, "share": 0.5, "recognised": false, "paragraphs": [1]}, {"page": 2, "reason": "unreadable: its font does not say which characters it shows", "characters": 3, "share": 1.0, "recognised": true, "paragraphs": []}], "only_pages": [[1, 1], [2, 3]]}', '[{"box": {"page": 2, "x0": 0.5, "y0": 0.0, "x1": 10.0, "y1": 10.0}, "caption": 2}, {"box": {"page": 3, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "caption": null}]', '["i", "ii", "1"]');
INSERT INTO furniture VALUES (1, 1, 'Page 1', 'page-header', '{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO furniture VALUES (1, 2, 'a footer', 'page-footer', '{"page": 2, "x0": 5e-324, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO furniture VALUES (2, 1, 'Page 1', 'page-header', '{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO furniture VALUES (2, 2, 'a footer', 'page-footer', '{"page": 2, "x0": 5e-324, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO paragraphs VALUES (1, 1, 'Results', 'text', '[]', '[{"page": 1, "x0": 0.1, "y0": 0.2, "x1": 0.30000000000000004, "y1": 1.1}]', '');
INSERT INTO paragraphs VALUES (1, 2, 'Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end', 'table', '["Results", "Pay \u2013 per hour"]', '[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 333.3333333333333}, {"page": 2, "x0": 72.0, "y0": 0.0, "x1": 300.0, "y1": 1e+300}]', '0,3,1,7200,10050,9000,11550');
INSERT INTO paragraphs VALUES (2, 1, 'Results', 'text', '[]', '[{"page": 1, "x0": 0.1, "y0": 0.2, "x1": 0.30000000000000004, "y1": 1.1}]', '');
INSERT INTO paragraphs VALUES (2, 2, 'Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end', 'table', '["Results", "Pay \u2013 per hour"]', '[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 333.3333333333333}, {"page": 2, "x0": 72.0, "y0": 0.0, "x1": 300.0, "y1": 1e+300}]', '0,3,1,7200,10050,9000,11550');
INSERT INTO questions VALUES (1, 1, 'Question 1?');
INSERT INTO questions VALUES (2, 1, 'Question 2?');
INSERT INTO questions VALUES (3, 1, 'What is the pay per hour?');
INSERT INTO schema_version VALUES (7);
INSERT INTO scores VALUES (1, 1, 2, 1.0000000000000002, 0.7, false, '[0.5, 0.5000000000000001]', '[1, 2]', 0.3333333333333333, '[0.30000000000000004, 0.0]');
INSERT INTO scores VALUES (1, 2, 1, 0, -5e-324, true, '[-1e-05, 1e-05]', '[]', 0, '[-1e-17, 5e-324]');
INSERT INTO scores VALUES (2, 1, 2, 1.0000000000000002, 0.7, false, '[0.5, 0.5000000000000001]', '[1, 2]', 0.3333333333333333, '[0.30000000000000004, 0.0]');
INSERT INTO scores VALUES (2, 2, 1, 0, -5e-324, true, '[-1e-05, 1e-05]', '[]', 0, '[-1e-17, 5e-324]');
INSERT INTO scores VALUES (3, 1, 2, 1.0000000000000002, 0.7, false, '[0.5, 0.5000000000000001]', '[1, 2]', 0.3333333333333333, '[0.30000000000000004, 0.0]');
INSERT INTO scores VALUES (3, 2, 1, 0, -5e-324, true, '[-1e-05, 1e-05]', '[]', 0, '[-1e-17, 5e-324]');
INSERT INTO unfinished_pages VALUES ('efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 'pymupdf-layout 2.0', 1, 'page', '2026-11-27T13:11:00.706476+00:00');
INSERT INTO vectors VALUES (1, 'embedder', 1, '\x6162');
INSERT INTO vectors VALUES (1, 'embedder', 2, '\x00ff');
SELECT pg_catalog.setval('answers_number_seq', 3, true);
SELECT pg_catalog.setval('documents_number_seq', 2, true);
SELECT pg_catalog.setval('questions_number_seq', 3, true);
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
ALTER TABLE ONLY unfinished_pages
    ADD CONSTRAINT unfinished_pages_pkey PRIMARY KEY (sha256, parser, page);
ALTER TABLE ONLY vectors
    ADD CONSTRAINT vectors_pkey PRIMARY KEY (document, model, "position");
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
ALTER TABLE ONLY vectors
    ADD CONSTRAINT vectors_document_fkey FOREIGN KEY (document) REFERENCES documents(number);
