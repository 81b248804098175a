BEGIN TRANSACTION;
CREATE TABLE attachment (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claim_line TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	media_type TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "attachment" VALUES(4,1,'cecce-1','L1','CECCE','bbc574489d16aea586709e4a1c0b93abf4d296d9efb4f5c189f58084dcabe8d7',212,'application/pdf','L1.pdf');
INSERT INTO "attachment" VALUES(5,1,'cecce-1','L2','CECCE','cb384d4315697e266a355c50033ac774636346935aa6f921d0d26f8f47ffcd89',212,'application/pdf','L2.pdf');
CREATE TABLE budget_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	request TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	axis TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	requested_cents BIGINT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "budget_line" VALUES(2,1,'r1','CECCE','4.2.1','4','enveloppe','2024-2025','operating',350000,300000);
INSERT INTO "budget_line" VALUES(2,2,'r2','CEPEO','4.2.3','4','enveloppe','2024-2025','operating',300000,250000);
INSERT INTO "budget_line" VALUES(2,3,'r3','CECCE','4.5.1','4','enveloppe','2024-2025','operating',250000,200000);
INSERT INTO "budget_line" VALUES(2,4,'r4','CEPEO','4.5.1','4','enveloppe','2024-2025','operating',200000,150000);
INSERT INTO "budget_line" VALUES(2,5,'r5','CSDCEO','4.7.3','4','enveloppe','2024-2025','operating',150000,100000);
CREATE TABLE claim_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	incurred_on TEXT NOT NULL, 
	supplier TEXT NOT NULL, 
	invoice_number TEXT NOT NULL, 
	description TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	tax_note TEXT NOT NULL, 
	justification TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "claim_line" VALUES(3,1,'cecce-1','L1','CECCE','4.2.1','student-activity','2024-2025','2024-11-05','Atelier Fictif','F-101','Visite',120000,'','');
INSERT INTO "claim_line" VALUES(3,2,'cecce-1','L2','CECCE','4.5.1','speaker','2024-2025','2024-11-12','Parole Fictive','P-7','Conférence',35050,'','');
CREATE TABLE entry (
	seq BIGINT NOT NULL, 
	fund TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	effective_on TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (previous_hash), 
	UNIQUE (hash)
);
INSERT INTO "entry" VALUES(1,'fonds-essai','fund-opened','2024-10-01','2024-10-01T09:00:00.000000+00:00','caisse','','fonds-essai','0000000000000000000000000000000000000000000000000000000000000000','fdf616e96ca6c66140d509110c63af47f8c901477ab9ec4d6a822cff1bef4339');
INSERT INTO "entry" VALUES(2,'fonds-essai','allocation-adopted','2024-10-23','2024-10-23T09:00:00.000000+00:00','direction','','essai','fdf616e96ca6c66140d509110c63af47f8c901477ab9ec4d6a822cff1bef4339','71d828bf7505765e9f6e4bde1f7a5fb8d0b405e66044fb0980dceac166a4c9b1');
INSERT INTO "entry" VALUES(3,'fonds-essai','claim-received','2024-12-02','2024-12-02T09:00:00.000000+00:00','partenaire-cecce','','cecce-1','71d828bf7505765e9f6e4bde1f7a5fb8d0b405e66044fb0980dceac166a4c9b1','c1a8865985a796f75ac2dc131a58192c8fa85f473d7448d1559a30ca323abb4b');
INSERT INTO "entry" VALUES(4,'fonds-essai','receipt-added','2024-12-02','2024-12-02T10:00:00.000000+00:00','partenaire-cecce','','cecce-1','c1a8865985a796f75ac2dc131a58192c8fa85f473d7448d1559a30ca323abb4b','8fc67376d48ecc5320d7fce6717a737db8177e33fbe8274885fb80cc736433da');
INSERT INTO "entry" VALUES(5,'fonds-essai','receipt-added','2024-12-02','2024-12-02T10:00:00.000000+00:00','partenaire-cecce','','cecce-1','8fc67376d48ecc5320d7fce6717a737db8177e33fbe8274885fb80cc736433da','74de092596527459d8372e774f9a5d65752c4ec5dac714d63961d2f2a7ab9d9b');
INSERT INTO "entry" VALUES(6,'fonds-essai','grant-received','2024-11-01','2024-12-03T09:00:00.000000+00:00','caisse','','VIR-1','74de092596527459d8372e774f9a5d65752c4ec5dac714d63961d2f2a7ab9d9b','d8a73b9769b9457e5c63f3f4453c511f76afc5c3f3e3a5d99c2357812d5f9b6b');
INSERT INTO "entry" VALUES(7,'fonds-essai','claim-approved','2024-12-10','2024-12-10T09:00:00.000000+00:00','direction','','cecce-1','d8a73b9769b9457e5c63f3f4453c511f76afc5c3f3e3a5d99c2357812d5f9b6b','8640d1e4140794100bb24cbf203c4fb4b9c8a33d4263b03fcc7c21fc6761ac8e');
INSERT INTO "entry" VALUES(8,'fonds-essai','claim-paid','2024-12-15','2024-12-16T09:00:00.000000+00:00','caisse','','cecce-1','8640d1e4140794100bb24cbf203c4fb4b9c8a33d4263b03fcc7c21fc6761ac8e','6327784c3367b66a1944373bc7cd0069191a41b13a34fcf5c38edab9d9f74b48');
INSERT INTO "entry" VALUES(9,'fonds-essai','statement-imported','2025-01-06','2025-01-06T09:00:00.000000+00:00','rapprochement','','banque','6327784c3367b66a1944373bc7cd0069191a41b13a34fcf5c38edab9d9f74b48','e7a784049f99604efd6e6ece9651df4f836e19b25d6ef57aa8d47152a0d5dfea');
INSERT INTO "entry" VALUES(10,'fonds-essai','match-confirmed','2025-01-10','2025-01-10T09:00:00.000000+00:00','rapprochement','','','e7a784049f99604efd6e6ece9651df4f836e19b25d6ef57aa8d47152a0d5dfea','791d848f6d771a08912eea247b50b8eceb3261837964ea283f2f6f42ddb7441c');
CREATE TABLE fact (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "fact" VALUES(1,1,'banker','CEPEO');
INSERT INTO "fact" VALUES(1,2,'currency','CAD');
INSERT INTO "fact" VALUES(1,3,'fund-document','{"id":"fonds-essai","title":{"fr":"Fonds d’essai","en":"Trial fund"},"banker":"CEPEO","currency":"CAD","fictitious_note":null,"partners":["CECCE","CEPEO","CSDCEO"],"fiscal_years":[{"id":"2024-2025","starts_on":"2024-09-01","ends_on":"2025-08-31"}],"people":[{"id":"analyste","name":"Personne fictive A","roles":["analyst"],"board":null},{"id":"direction","name":"Personne fictive B","roles":["approver"],"board":null},{"id":"finances","name":"Personne fictive C","roles":["banker","approver"],"board":null},{"id":"caisse","name":"Personne fictive D","roles":["banker"],"board":null},{"id":"rapprochement","name":"Personne fictive E","roles":["reconciler"],"board":null},{"id":"partenaire-cecce","name":"Personne fictive F","roles":["partner"],"board":"CECCE"}],"policy":{"adopter_differs_from_preparer":true,"approver_differs_from_importer":true,"payer_differs_from_approver":true,"reconciler_differs_from_payer":true,"receipt_for_each_line":true,"receipt_bytes_max":25000000}}');
INSERT INTO "fact" VALUES(1,4,'title-en','Trial fund');
INSERT INTO "fact" VALUES(1,5,'title-fr','Fonds d’essai');
INSERT INTO "fact" VALUES(2,1,'file-name','resultat.json');
INSERT INTO "fact" VALUES(2,2,'file-sha256','8ccf14b14b691386cae6b2909410f0ce3f82f759a320db5a1592b69cb3120572');
INSERT INTO "fact" VALUES(2,3,'fingerprint','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
INSERT INTO "fact" VALUES(2,4,'prepared-by','analyste');
INSERT INTO "fact" VALUES(2,5,'scenario','essai');
INSERT INTO "fact" VALUES(2,6,'total-cents','1000000');
INSERT INTO "fact" VALUES(3,1,'file-name','cecce-1.csv');
INSERT INTO "fact" VALUES(3,2,'file-sha256','a81d8da15b05c56c4e2ab7ad64213308b669254826e394d64aa072a6b8f466b8');
INSERT INTO "fact" VALUES(3,3,'recipient','CECCE');
INSERT INTO "fact" VALUES(3,4,'total-cents','155050');
INSERT INTO "fact" VALUES(8,1,'payment-reference','PAI-1');
INSERT INTO "fact" VALUES(9,1,'file-name','banque.csv');
INSERT INTO "fact" VALUES(9,2,'file-sha256','54fe7d0b15ac59c5a88eb02ea5d3a3d2d6700e6e367fdb1cf5bc3f25244bdec7');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_head CHECK (id = 1)
);
INSERT INTO "head" VALUES(1,10,'791d848f6d771a08912eea247b50b8eceb3261837964ea283f2f6f42ddb7441c');
CREATE TABLE matched (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	movement_seq BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "matched" VALUES(10,1,'banque',2,8);
INSERT INTO "matched" VALUES(10,2,'banque',1,6);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('layout','fundalloc-ledger-1');
CREATE TABLE plan_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	plan_item TEXT NOT NULL, 
	level TEXT NOT NULL, 
	parent TEXT NOT NULL, 
	axis TEXT NOT NULL, 
	label_fr TEXT NOT NULL, 
	label_en TEXT NOT NULL, 
	board TEXT NOT NULL, 
	natures TEXT NOT NULL, 
	natures_list TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "plan_line" VALUES(2,1,'4','axis','','4','Élément 4','Item 4','','','closed');
INSERT INTO "plan_line" VALUES(2,2,'4.2','objective','4','4','Élément 4.2','Item 4.2','','','closed');
INSERT INTO "plan_line" VALUES(2,3,'4.5','objective','4','4','Élément 4.5','Item 4.5','','','closed');
INSERT INTO "plan_line" VALUES(2,4,'4.7','objective','4','4','Élément 4.7','Item 4.7','','','closed');
INSERT INTO "plan_line" VALUES(2,5,'4.2.1','activity','4.2','4','Élément 4.2.1','Item 4.2.1','CECCE','student-activity','closed');
INSERT INTO "plan_line" VALUES(2,6,'4.2.3','activity','4.2','4','Élément 4.2.3','Item 4.2.3','CEPEO','student-transport','closed');
INSERT INTO "plan_line" VALUES(2,7,'4.5.1','activity','4.5','4','Élément 4.5.1','Item 4.5.1','','speaker|supply-teaching','open');
INSERT INTO "plan_line" VALUES(2,8,'4.7.3','activity','4.7','4','Élément 4.7.3','Item 4.7.3','CSDCEO','supply-teaching','closed');
CREATE TABLE posting (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	book TEXT NOT NULL, 
	account TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	effective_on TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "posting" VALUES(2,1,'budget','available',300000,'2024-10-23','2024-2025','enveloppe','CECCE','4.2.1','');
INSERT INTO "posting" VALUES(2,2,'budget','authorised',-300000,'2024-10-23','2024-2025','enveloppe','CECCE','4.2.1','');
INSERT INTO "posting" VALUES(2,3,'budget','available',250000,'2024-10-23','2024-2025','enveloppe','CEPEO','4.2.3','');
INSERT INTO "posting" VALUES(2,4,'budget','authorised',-250000,'2024-10-23','2024-2025','enveloppe','CEPEO','4.2.3','');
INSERT INTO "posting" VALUES(2,5,'budget','available',200000,'2024-10-23','2024-2025','enveloppe','CECCE','4.5.1','');
INSERT INTO "posting" VALUES(2,6,'budget','authorised',-200000,'2024-10-23','2024-2025','enveloppe','CECCE','4.5.1','');
INSERT INTO "posting" VALUES(2,7,'budget','available',150000,'2024-10-23','2024-2025','enveloppe','CEPEO','4.5.1','');
INSERT INTO "posting" VALUES(2,8,'budget','authorised',-150000,'2024-10-23','2024-2025','enveloppe','CEPEO','4.5.1','');
INSERT INTO "posting" VALUES(2,9,'budget','available',100000,'2024-10-23','2024-2025','enveloppe','CSDCEO','4.7.3','');
INSERT INTO "posting" VALUES(2,10,'budget','authorised',-100000,'2024-10-23','2024-2025','enveloppe','CSDCEO','4.7.3','');
INSERT INTO "posting" VALUES(3,1,'budget','committed',120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(3,2,'budget','available',-120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','');
INSERT INTO "posting" VALUES(3,3,'budget','committed',35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(3,4,'budget','available',-35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','');
INSERT INTO "posting" VALUES(6,1,'actual','bank',600000,'2024-11-01','2024-2025','','','','');
INSERT INTO "posting" VALUES(6,2,'actual','deferred-contributions',-600000,'2024-11-01','2024-2025','','','','');
INSERT INTO "posting" VALUES(7,1,'budget','incurred',120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(7,2,'budget','committed',-120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(7,3,'actual','expense',120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(7,4,'actual','payable',-120000,'2024-11-05','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(7,5,'actual','deferred-contributions',120000,'2024-11-05','2024-2025','','','','');
INSERT INTO "posting" VALUES(7,6,'actual','revenue',-120000,'2024-11-05','2024-2025','','','','');
INSERT INTO "posting" VALUES(7,7,'budget','incurred',35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(7,8,'budget','committed',-35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(7,9,'actual','expense',35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(7,10,'actual','payable',-35050,'2024-11-12','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(7,11,'actual','deferred-contributions',35050,'2024-11-12','2024-2025','','','','');
INSERT INTO "posting" VALUES(7,12,'actual','revenue',-35050,'2024-11-12','2024-2025','','','','');
INSERT INTO "posting" VALUES(8,1,'actual','payable',120000,'2024-12-15','2024-2025','enveloppe','CECCE','4.2.1','student-activity');
INSERT INTO "posting" VALUES(8,2,'actual','payable',35050,'2024-12-15','2024-2025','enveloppe','CECCE','4.5.1','speaker');
INSERT INTO "posting" VALUES(8,3,'actual','bank',-155050,'2024-12-15','','','CECCE','','');
CREATE TABLE statement_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	reference TEXT NOT NULL, 
	booked_on TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	description TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "statement_line" VALUES(9,1,'banque',1,'VIR-1','2024-11-01',600000,'Versement');
INSERT INTO "statement_line" VALUES(9,2,'banque',2,'PAI-1','2024-12-16',-155050,'Paiement');
INSERT INTO "statement_line" VALUES(9,3,'banque',3,'','2024-12-20',-495,'Frais');
INSERT INTO "statement_line" VALUES(9,4,'banque',4,'INT-9','2024-12-21',1210,'Intérêts');
CREATE TABLE total (
	book TEXT NOT NULL, 
	account TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (book, account, fiscal_year, envelope, recipient, plan_item, nature)
);
INSERT INTO "total" VALUES('budget','available','2024-2025','enveloppe','CECCE','4.2.1','',180000);
INSERT INTO "total" VALUES('budget','authorised','2024-2025','enveloppe','CECCE','4.2.1','',-300000);
INSERT INTO "total" VALUES('budget','available','2024-2025','enveloppe','CEPEO','4.2.3','',250000);
INSERT INTO "total" VALUES('budget','authorised','2024-2025','enveloppe','CEPEO','4.2.3','',-250000);
INSERT INTO "total" VALUES('budget','available','2024-2025','enveloppe','CECCE','4.5.1','',164950);
INSERT INTO "total" VALUES('budget','authorised','2024-2025','enveloppe','CECCE','4.5.1','',-200000);
INSERT INTO "total" VALUES('budget','available','2024-2025','enveloppe','CEPEO','4.5.1','',150000);
INSERT INTO "total" VALUES('budget','authorised','2024-2025','enveloppe','CEPEO','4.5.1','',-150000);
INSERT INTO "total" VALUES('budget','available','2024-2025','enveloppe','CSDCEO','4.7.3','',100000);
INSERT INTO "total" VALUES('budget','authorised','2024-2025','enveloppe','CSDCEO','4.7.3','',-100000);
INSERT INTO "total" VALUES('budget','committed','2024-2025','enveloppe','CECCE','4.2.1','student-activity',0);
INSERT INTO "total" VALUES('budget','committed','2024-2025','enveloppe','CECCE','4.5.1','speaker',0);
INSERT INTO "total" VALUES('actual','bank','2024-2025','','','','',600000);
INSERT INTO "total" VALUES('actual','deferred-contributions','2024-2025','','','','',-444950);
INSERT INTO "total" VALUES('budget','incurred','2024-2025','enveloppe','CECCE','4.2.1','student-activity',120000);
INSERT INTO "total" VALUES('actual','expense','2024-2025','enveloppe','CECCE','4.2.1','student-activity',120000);
INSERT INTO "total" VALUES('actual','payable','2024-2025','enveloppe','CECCE','4.2.1','student-activity',0);
INSERT INTO "total" VALUES('actual','revenue','2024-2025','','','','',-155050);
INSERT INTO "total" VALUES('budget','incurred','2024-2025','enveloppe','CECCE','4.5.1','speaker',35050);
INSERT INTO "total" VALUES('actual','expense','2024-2025','enveloppe','CECCE','4.5.1','speaker',35050);
INSERT INTO "total" VALUES('actual','payable','2024-2025','enveloppe','CECCE','4.5.1','speaker',0);
INSERT INTO "total" VALUES('actual','bank','','','CECCE','','',-155050);
CREATE INDEX entry_by_time ON entry (recorded_at);
CREATE INDEX entry_by_kind ON entry (kind, reference);
CREATE INDEX fact_by_value ON fact (name, value);
CREATE INDEX posting_by_account ON posting (book, account, fiscal_year, envelope, recipient, plan_item, nature, effective_on, entry_seq, amount_cents);
CREATE INDEX budget_line_by_plan ON budget_line (plan_item, recipient);
CREATE INDEX claim_line_by_invoice ON claim_line (invoice_number, amount_cents, supplier);
CREATE INDEX claim_line_by_claim ON claim_line (claim, reference);
CREATE INDEX attachment_by_line ON attachment (claim, claim_line);
CREATE INDEX attachment_by_bytes ON attachment (sha256);
CREATE TRIGGER meta_keeps_update BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER meta_keeps_delete BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER entry_keeps_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER entry_keeps_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER fact_keeps_update BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER fact_keeps_delete BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER posting_keeps_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER posting_keeps_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER budget_line_keeps_update BEFORE UPDATE ON budget_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER budget_line_keeps_delete BEFORE DELETE ON budget_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER plan_line_keeps_update BEFORE UPDATE ON plan_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER plan_line_keeps_delete BEFORE DELETE ON plan_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER claim_line_keeps_update BEFORE UPDATE ON claim_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER claim_line_keeps_delete BEFORE DELETE ON claim_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER attachment_keeps_update BEFORE UPDATE ON attachment BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER attachment_keeps_delete BEFORE DELETE ON attachment BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER statement_line_keeps_update BEFORE UPDATE ON statement_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER statement_line_keeps_delete BEFORE DELETE ON statement_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER matched_keeps_update BEFORE UPDATE ON matched BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER matched_keeps_delete BEFORE DELETE ON matched BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
COMMIT;
