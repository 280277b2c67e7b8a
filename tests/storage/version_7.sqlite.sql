-- A database of schema version 7, made with the code of its time: two documents, an answer, one under steering, one
-- over both documents, vectors, and a page of an interrupted parse.
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
	given_by TEXT DEFAULT '' NOT NULL, 
	cited JSON, 
	redundant JSON DEFAULT '[]' NOT NULL, 
	passages JSON DEFAULT '[]' NOT NULL, 
	controls JSON DEFAULT '{}' NOT NULL, 
	what_if JSON, 
	verdict_score DOUBLE DEFAULT 0 NOT NULL, 
	calibration JSON, 
	confirmed JSON DEFAULT '[]' NOT NULL, 
	claims JSON DEFAULT '[]' NOT NULL, 
	path JSON, 
	signals JSON DEFAULT '[]' NOT NULL, 
	choice JSON, 
	checked JSON, 
	sources JSON DEFAULT '[]' NOT NULL, 
	sources_content_sha256 JSON DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id), 
	FOREIGN KEY(question) REFERENCES questions (number)
);
INSERT INTO "answers" VALUES(1,'41a2b3c4d',1,'2026-03-29T01:34:00.123456+00:00','renamed.pdf','e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8','Text 4',0,1,'weak',3.00000000000000044408e-01,'[0.1, 0.2]','[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]',0.001,'[1, 2]',2,'{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}','{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}','efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','0.1.0','{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}','Zoë, auditor','{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}','[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]','[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]','{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}',NULL,7.99999999999999933386e-01,'{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}','[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]','[[0, 1], [1, 2]]','{"nodes": 7, "error": -0.3333333333333333}','[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]','{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}','{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}','[]','[]');
INSERT INTO "answers" VALUES(2,'51a2b3c4d',2,'2026-03-29T01:35:00.123456+00:00','renamed.pdf','e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8','Text 5',0,1,'weak',3.00000000000000044408e-01,'[0.1, 0.2]','[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]',0.001,'[1, 2]',2,'{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}','{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}','efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','0.1.0','{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}','Zoë, auditor','{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}','[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]','[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]','{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}','{"original": "41a2b3c4d", "steering": [{"paragraph": 2, "factor": 0.0}, {"paragraph": 1, "factor": 1.5}]}',7.99999999999999933386e-01,'{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}','[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]','[[0, 1], [1, 2]]','{"nodes": 7, "error": -0.3333333333333333}','[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]','{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}','{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}','[]','[]');
INSERT INTO "answers" VALUES(3,'0f0f0f0f',3,'2026-03-29T01:30:00.123456+00:00','renamed.pdf','e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8','$10 Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end',0,1,'weak',3.00000000000000044408e-01,'[0.1, 0.2]','[{"id": 7, "text": "$", "start": 0, "end": 1, "loss": 1e-17}, {"id": 8, "text": "10 ", "start": 1, "end": 4, "loss": 0.6666666666666666}]',0.001,'[1, 2]',2,'{"name": "SmolLM2", "architecture": "LlamaForCausalLM", "fingerprint": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "dtype": "bfloat16", "device": "cpu", "parameters": 134515008, "context_tokens": 8192, "revision": ""}','{"scope": "full", "mode": "log", "factor": 0.1, "summary": "log-mean", "read": "12", "max_new_tokens": 32, "granularity": "token", "kappa": 0.7, "confirm": 2, "sections": true}','efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','0.1.0','{"ingest_s": 0.1, "load_s": 0.2, "prefill_s": 0.3, "generate_s": 0.4, "explain_s": 0.5}','Zoë, auditor','{"paragraphs": [2, 1], "without": [0.5, 0.3333333333333333], "alone": [0.0, 0.001]}','[{"paragraphs": [1, 2], "without": [0.1, 0.2], "alone": [[1e-17, 0.0], [0.3, -0.1]]}]','[{"paragraph": 2, "start": 0, "end": 6, "effect": 0.7, "probability_drop": 0.6, "below_noise": true, "per_token": [0.4, 0.3], "baseline": [], "per_claim": [0.7, 0.3333333333333333], "support": 0.0}, {"paragraph": 2, "start": 7, "end": 8, "effect": -0.1, "probability_drop": 0.0, "below_noise": false, "per_token": [-0.1, 0.0], "baseline": [], "per_claim": [-0.1, 0.0], "support": 0.0}]','{"spread": 0.001, "kernel": 0.6666666666666666, "template": -1e-05}',NULL,7.99999999999999933386e-01,'{"made_for": "SmolLM2", "answers": "given", "made_by": "docexplain eval", "bias": -1.5, "weights": [{"signal": "document_support", "weight": 5.1}], "supported": 0.8, "unsupported": 0.2}','[{"paragraph": 2, "without": [0.5, 1e-17], "alone": [0.0, 0.6666666666666666]}]','[[0, 1], [1, 2]]','{"nodes": 7, "error": -0.3333333333333333}','[{"name": "share", "value": 0.5}, {"name": "question", "value": 0.125}]','{"by": "bm25", "budget": 256, "excerpts": [{"paragraph": 2, "title": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "parts": [[0, 6], [7, 8]]}], "suspects": [{"paragraph": 2, "reason": "speaks to a model"}]}','{"facts": [{"kind": "number", "start": 0, "end": 3, "found": "cited", "places": [{"paragraph": 2, "at": [0, 6], "within": [0, 9], "likeness": "rounded", "unseen": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend"}]}, {"kind": "name", "start": 3, "end": 4, "found": "nowhere", "places": []}], "lowered": ["fact", "instructions"]}','[{"sha256": "abababababababababababababababababababababababababababababababab", "name": "annual report.pdf", "parser": "pymupdf-layout 2.0", "paragraphs": 2}, {"sha256": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "name": "second.pdf", "parser": "pymupdf-layout 2.0", "paragraphs": 2}]','["e7ae622bdc9fd9bd2f1a9269b991976b8f5a3bd2b584c66d1d71ee1ed68d7ec8", "c42a3a9008a9a2cc2eb3993b67d30b32a5edd6dcaa961884337f7dd2322c1a15"]');
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
INSERT INTO "audit_entries" VALUES(1,'answer-8','41a2b3c4d','363f0cfa1be7c635ad4101b734e824b2f93382aaa6d1bf46fa8e4547e4fa5a9a','','2026-11-27T13:11:00.061318+00:00','21af6f3372e749cfdf69733966785743e3aeba7ce0b0f20b331793d1cd758dba');
INSERT INTO "audit_entries" VALUES(2,'answer-8','51a2b3c4d','e75125e402c31fde1e1a6d8a3640c35a6a937d93c8ebf5ed44a2627a1bc9bd1b','21af6f3372e749cfdf69733966785743e3aeba7ce0b0f20b331793d1cd758dba','2026-11-27T13:11:00.088661+00:00','8a993abaee88d1535d30d056bf70624e790f501bf414101043e65939e707e36d');
INSERT INTO "audit_entries" VALUES(3,'answer-8','0f0f0f0f','ce1a82045eb5e05f3f790aa53dae762e9bbaa1d25e6a289302745d272234fab9','8a993abaee88d1535d30d056bf70624e790f501bf414101043e65939e707e36d','2026-11-27T13:11:00.101263+00:00','2ba1b5937ecd782ac47db4438b89b538bd045447ae4de693bd48683b580e9450');
CREATE TABLE documents (
	number INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	parser TEXT NOT NULL, 
	coverage JSON NOT NULL, 
	pictures JSON DEFAULT '[]' NOT NULL, 
	page_labels JSON DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (sha256, parser)
);
INSERT INTO "documents" VALUES(1,'abababababababababababababababababababababababababababababababab','annual report.pdf','pymupdf-layout 2.0','{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]], "recognised": [{"page": 1, "confidence": 0.875}], "damaged": true, "damaged_pages": [[2, "its content breaks off"]], "hidden": [{"text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "box": {"page": 1, "x0": 0.0, "y0": 0.5, "x1": 1.0, "y1": 1.5}, "reason": "outside the page", "characters": 7, "paragraph": null}, {"text": "a", "box": {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "reason": "tiny", "characters": 1, "paragraph": 2}], "annotations": [{"page": 1, "kind": "Text", "text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "shown": false}, {"page": 3, "kind": "FreeText", "text": "x", "shown": true}], "attachments": ["prices.csv"], "active": ["JavaScript"], "protected": true, "illegible": [{"page": 1, "reason": "garbled: the file names other characters than the page shows", "characters": 9, "share": 0.5, "recognised": false, "paragraphs": [1]}, {"page": 2, "reason": "unreadable: its font does not say which characters it shows", "characters": 3, "share": 1.0, "recognised": true, "paragraphs": []}], "only_pages": [[1, 1], [2, 3]]}','[{"box": {"page": 2, "x0": 0.5, "y0": 0.0, "x1": 10.0, "y1": 10.0}, "caption": 2}, {"box": {"page": 3, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "caption": null}]','["i", "ii", "1"]');
INSERT INTO "documents" VALUES(2,'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','second.pdf','pymupdf-layout 2.0','{"pages": 3, "characters": 400, "kept": 390, "furniture": 10, "pages_without_text": [2], "failed_pages": [[3, "broken stream"]], "recognised": [{"page": 1, "confidence": 0.875}], "damaged": true, "damaged_pages": [[2, "its content breaks off"]], "hidden": [{"text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "box": {"page": 1, "x0": 0.0, "y0": 0.5, "x1": 1.0, "y1": 1.5}, "reason": "outside the page", "characters": 7, "paragraph": null}, {"text": "a", "box": {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "reason": "tiny", "characters": 1, "paragraph": 2}], "annotations": [{"page": 1, "kind": "Text", "text": "Z\u00fcrich \u2192 \u6771\u4eac \ud83d\ude00 ''quoted'' \"double\" 100 % \\ _ [bold]\tend", "shown": false}, {"page": 3, "kind": "FreeText", "text": "x", "shown": true}], "attachments": ["prices.csv"], "active": ["JavaScript"], "protected": true, "illegible": [{"page": 1, "reason": "garbled: the file names other characters than the page shows", "characters": 9, "share": 0.5, "recognised": false, "paragraphs": [1]}, {"page": 2, "reason": "unreadable: its font does not say which characters it shows", "characters": 3, "share": 1.0, "recognised": true, "paragraphs": []}], "only_pages": [[1, 1], [2, 3]]}','[{"box": {"page": 2, "x0": 0.5, "y0": 0.0, "x1": 10.0, "y1": 10.0}, "caption": 2}, {"box": {"page": 3, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}, "caption": null}]','["i", "ii", "1"]');
CREATE TABLE furniture (
	document INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	block_class TEXT NOT NULL, 
	box JSON NOT NULL, 
	PRIMARY KEY (document, position), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "furniture" VALUES(1,1,'Page 1','page-header','{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO "furniture" VALUES(1,2,'a footer','page-footer','{"page": 2, "x0": 5e-324, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO "furniture" VALUES(2,1,'Page 1','page-header','{"page": 1, "x0": 0.0, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
INSERT INTO "furniture" VALUES(2,2,'a footer','page-footer','{"page": 2, "x0": 5e-324, "y0": 0.0, "x1": 10.0, "y1": 10.0}');
CREATE TABLE paragraphs (
	document INTEGER NOT NULL, 
	paragraph INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	block_class TEXT NOT NULL, 
	heading_path JSON NOT NULL, 
	boxes JSON NOT NULL, 
	words TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (document, paragraph), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "paragraphs" VALUES(1,1,'Results','text','[]','[{"page": 1, "x0": 0.1, "y0": 0.2, "x1": 0.30000000000000004, "y1": 1.1}]','');
INSERT INTO "paragraphs" VALUES(1,2,'Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end','table','["Results", "Pay \u2013 per hour"]','[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 333.3333333333333}, {"page": 2, "x0": 72.0, "y0": 0.0, "x1": 300.0, "y1": 1e+300}]','0,3,1,7200,10050,9000,11550');
INSERT INTO "paragraphs" VALUES(2,1,'Results','text','[]','[{"page": 1, "x0": 0.1, "y0": 0.2, "x1": 0.30000000000000004, "y1": 1.1}]','');
INSERT INTO "paragraphs" VALUES(2,2,'Zürich → 東京 😀 ''quoted'' "double" 100 % \ _ [bold]	end','table','["Results", "Pay \u2013 per hour"]','[{"page": 1, "x0": 72.0, "y0": 100.5, "x1": 300.25, "y1": 333.3333333333333}, {"page": 2, "x0": 72.0, "y0": 0.0, "x1": 300.0, "y1": 1e+300}]','0,3,1,7200,10050,9000,11550');
CREATE TABLE questions (
	number INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "questions" VALUES(1,1,'Question 1?');
INSERT INTO "questions" VALUES(2,1,'Question 2?');
INSERT INTO "questions" VALUES(3,1,'What is the pay per hour?');
CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(7);
CREATE TABLE scores (
	answer INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	paragraph INTEGER NOT NULL, 
	effect DOUBLE NOT NULL, 
	probability_drop DOUBLE NOT NULL, 
	below_noise BOOLEAN NOT NULL, 
	per_token JSON NOT NULL, 
	together_with JSON DEFAULT '[]' NOT NULL, 
	support DOUBLE DEFAULT 0 NOT NULL, 
	per_claim JSON DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (answer, rank), 
	FOREIGN KEY(answer) REFERENCES answers (number)
);
INSERT INTO "scores" VALUES(1,1,2,1.00000000000000022204e+00,0.7,0,'[0.5, 0.5000000000000001]','[1, 2]',3.33333333333333314829e-01,'[0.30000000000000004, 0.0]');
INSERT INTO "scores" VALUES(1,2,1,0.0,-4.94065645841247e-324,1,'[-1e-05, 1e-05]','[]',0.0,'[-1e-17, 5e-324]');
INSERT INTO "scores" VALUES(2,1,2,1.00000000000000022204e+00,0.7,0,'[0.5, 0.5000000000000001]','[1, 2]',3.33333333333333314829e-01,'[0.30000000000000004, 0.0]');
INSERT INTO "scores" VALUES(2,2,1,0.0,-4.94065645841247e-324,1,'[-1e-05, 1e-05]','[]',0.0,'[-1e-17, 5e-324]');
INSERT INTO "scores" VALUES(3,1,2,1.00000000000000022204e+00,0.7,0,'[0.5, 0.5000000000000001]','[1, 2]',3.33333333333333314829e-01,'[0.30000000000000004, 0.0]');
INSERT INTO "scores" VALUES(3,2,1,0.0,-4.94065645841247e-324,1,'[-1e-05, 1e-05]','[]',0.0,'[-1e-17, 5e-324]');
CREATE TABLE unfinished_pages (
	sha256 VARCHAR(64) NOT NULL, 
	parser TEXT NOT NULL, 
	page INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	kept_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (sha256, parser, page)
);
INSERT INTO "unfinished_pages" VALUES('efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','pymupdf-layout 2.0',1,'page','2026-11-27T13:11:00.115457+00:00');
CREATE TABLE vectors (
	document INTEGER NOT NULL, 
	model TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (document, model, position), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "vectors" VALUES(1,'embedder',1,X'6162');
INSERT INTO "vectors" VALUES(1,'embedder',2,X'00FF');
CREATE INDEX ix_audit_entries_subject ON audit_entries (subject);
CREATE INDEX ix_questions_document ON questions (document);
CREATE INDEX ix_answers_question ON answers (question);
CREATE INDEX ix_answers_created_at ON answers (created_at);
COMMIT;
