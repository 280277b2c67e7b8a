-- A database of docexplain 0.1.0 (schema version 1), made with its own code: one document, two answers.
BEGIN TRANSACTION;
CREATE TABLE answers (
	number INTEGER NOT NULL,
	id TEXT NOT NULL,
	question INTEGER NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	document_name TEXT NOT NULL,
	document_content_sha256 VARCHAR(64) NOT NULL,
	text TEXT NOT NULL,
	given BOOLEAN NOT NULL,
	truncated BOOLEAN NOT NULL,
	verdict TEXT NOT NULL,
	document_effect DOUBLE NOT NULL,
	document_per_token JSON NOT NULL,
	tokens JSON NOT NULL,
	noise_floor DOUBLE NOT NULL,
	read JSON NOT NULL,
	paragraphs_total INTEGER NOT NULL,
	model JSON NOT NULL,
	settings JSON NOT NULL,
	prompt_sha256 TEXT NOT NULL,
	version TEXT NOT NULL,
	timings JSON NOT NULL,
	PRIMARY KEY (number),
	UNIQUE (id),
	FOREIGN KEY(question) REFERENCES questions (number)
);
INSERT INTO "answers" VALUES(1,'a1b2c3d4',1,'2026-11-22T09:00:59.000005+00:00','contract.pdf','3f37c4bc5b906588e3ca3f500b479934ea29162858efdcc349b9148e771da217','10 dollars.',0,0,'supported',3.00000000000000044408e-01,'[0.1, 0.2]','[{"id": 7, "text": "10 ", "start": 0, "end": 3, "loss": 1e-17}, {"id": 8, "text": "dollars.", "start": 3, "end": 11, "loss": 0.6666666666666666}]',0.001,'[1, 2]',2,'{"name": "SmolLM2-135M-Instruct", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192}','{"scope": "readout", "mode": "mask", "factor": 0.0, "summary": "probability", "read": "auto", "max_new_tokens": 64}','efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','0.1.0','{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}');
INSERT INTO "answers" VALUES(2,'b2c3d4e5',1,'2026-11-22T09:01:59.000000+00:00','contract.pdf','3f37c4bc5b906588e3ca3f500b479934ea29162858efdcc349b9148e771da217','12 dollars.',1,0,'unsupported',-0.25,'[0.1, 0.2]','[{"id": 7, "text": "10 ", "start": 0, "end": 3, "loss": 1e-17}, {"id": 8, "text": "dollars.", "start": 3, "end": 11, "loss": 0.6666666666666666}]',0.001,'[1, 2]',2,'{"name": "SmolLM2-135M-Instruct", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192}','{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "all", "max_new_tokens": 32}','efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','0.1.0','{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}');
CREATE TABLE audit_entries (
	seq INTEGER NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	content_sha256 VARCHAR(64) NOT NULL,
	previous VARCHAR(64) NOT NULL,
	at VARCHAR(32) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	PRIMARY KEY (seq)
);
INSERT INTO "audit_entries" VALUES(1,'answer','a1b2c3d4','dc815c305c84196bce62106cbf321372f87f46ce7d386fcd4f0b6655c0b79e65','','2026-11-22T09:01:00.000001+00:00','5e753ff31eaa017c55cd66c6ff2dccf6feb6bbb47b99688406933bed83c2298c');
INSERT INTO "audit_entries" VALUES(2,'answer','b2c3d4e5','6f7d2512f73dad000dea37bffb68a8525f2d6acde2b14c1ee4824e6d5af7e296','5e753ff31eaa017c55cd66c6ff2dccf6feb6bbb47b99688406933bed83c2298c','2026-11-22T09:02:00.000001+00:00','df6172d5677060e980fae111cb2dac30ecb3220bb19c8e5558b05913f213c517');
CREATE TABLE documents (
	number INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	name TEXT NOT NULL,
	parser TEXT NOT NULL,
	coverage JSON NOT NULL,
	PRIMARY KEY (number),
	UNIQUE (sha256, parser)
);
INSERT INTO "documents" VALUES(1,'0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f','contract.pdf','pymupdf 2.0.1','{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]]}');
CREATE TABLE furniture (
	document INTEGER NOT NULL,
	position INTEGER NOT NULL,
	text TEXT NOT NULL,
	block_class TEXT NOT NULL,
	box JSON NOT NULL,
	PRIMARY KEY (document, position),
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "furniture" VALUES(1,1,'Page 1','page-footer','{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
CREATE TABLE paragraphs (
	document INTEGER NOT NULL,
	paragraph INTEGER NOT NULL,
	text TEXT NOT NULL,
	block_class TEXT NOT NULL,
	heading_path JSON NOT NULL,
	boxes JSON NOT NULL,
	PRIMARY KEY (document, paragraph),
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "paragraphs" VALUES(1,1,'Compensation','section-header','[]','[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 112.5}]');
INSERT INTO "paragraphs" VALUES(1,2,'The Company pays 10 dollars per hour – “net”.','text','["Compensation"]','[{"page": 1, "x0": 72.0, "y0": 120.0, "x1": 300.25, "y1": 700.1}, {"page": 2, "x0": 72.0, "y0": 60.0, "x1": 300.25, "y1": 72.3}]');
CREATE TABLE questions (
	number INTEGER NOT NULL,
	document INTEGER NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (number),
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "questions" VALUES(1,1,'What is the pay per hour?');
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE scores (
	answer INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	paragraph INTEGER NOT NULL,
	effect DOUBLE NOT NULL,
	probability_drop DOUBLE NOT NULL,
	below_noise BOOLEAN NOT NULL,
	per_token JSON NOT NULL,
	PRIMARY KEY (answer, rank),
	FOREIGN KEY(answer) REFERENCES answers (number)
);
INSERT INTO "scores" VALUES(1,1,2,1.00000000000000022204e+00,0.7,0,'[0.5, 0.5000000000000001]');
INSERT INTO "scores" VALUES(1,2,1,0.0,-4.94065645841247e-324,1,'[-1e-05, 1e-05]');
INSERT INTO "scores" VALUES(2,1,2,1.00000000000000022204e+00,0.7,0,'[0.5, 0.5000000000000001]');
INSERT INTO "scores" VALUES(2,2,1,0.0,-4.94065645841247e-324,1,'[-1e-05, 1e-05]');
CREATE INDEX ix_audit_entries_subject ON audit_entries (subject);
CREATE INDEX ix_questions_document ON questions (document);
CREATE INDEX ix_answers_created_at ON answers (created_at);
CREATE INDEX ix_answers_question ON answers (question);
COMMIT;
