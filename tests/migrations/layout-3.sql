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
	access TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "attachment" VALUES(4,1,'cecce-1','L1','CECCE','bbc574489d16aea586709e4a1c0b93abf4d296d9efb4f5c189f58084dcabe8d7',212,'application/pdf','L1.pdf','open');
INSERT INTO "attachment" VALUES(5,1,'cecce-1','L2','CECCE','cb384d4315697e266a355c50033ac774636346935aa6f921d0d26f8f47ffcd89',212,'application/pdf','L2.pdf','open');
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
CREATE TABLE claim_credit (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claim_line TEXT NOT NULL, 
	of_claim TEXT NOT NULL, 
	of_line TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
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
	commitment TEXT NOT NULL, 
	school TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	sharing_key TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "claim_line" VALUES(3,1,'cecce-1','L1','CECCE','4.2.1','student-activity','2024-2025','2024-11-05','Atelier Fictif','F-101','Visite',120000,'','','','','','');
INSERT INTO "claim_line" VALUES(3,2,'cecce-1','L2','CECCE','4.5.1','speaker','2024-2025','2024-11-12','Parole Fictive','P-7','Conférence',35050,'','','','','','');
CREATE TABLE closed_balance (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	book TEXT NOT NULL, 
	account TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	commitment TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE commitment (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	commitment TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	supplier TEXT NOT NULL, 
	description TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE cost_object (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claim_line TEXT NOT NULL, 
	commitment TEXT NOT NULL, 
	cost_object TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE entry (
	seq BIGINT NOT NULL, 
	layout TEXT NOT NULL, 
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
INSERT INTO "entry" VALUES(1,'fundalloc-entry-3','fonds-essai','fund-opened','2024-10-01','2024-10-01T09:00:00.000000+00:00','caisse','','fonds-essai','0000000000000000000000000000000000000000000000000000000000000000','5d8cd74d8fb08734752b9118674d152057bf961b327566f167636e6df3570868');
INSERT INTO "entry" VALUES(2,'fundalloc-entry-3','fonds-essai','allocation-adopted','2024-10-23','2024-10-23T09:00:00.000000+00:00','direction','','essai','5d8cd74d8fb08734752b9118674d152057bf961b327566f167636e6df3570868','7ee79a9fff5d0484cebb2d99c1d330df49997b5bf91b0536cdd7ccd3d401a56e');
INSERT INTO "entry" VALUES(3,'fundalloc-entry-3','fonds-essai','claim-received','2024-12-02','2024-12-02T09:00:00.000000+00:00','partenaire-cecce','','cecce-1','7ee79a9fff5d0484cebb2d99c1d330df49997b5bf91b0536cdd7ccd3d401a56e','642a7a1fe9ed807788cd153919e1807055b49f54972e4fca2bc43ff5feb48cc0');
INSERT INTO "entry" VALUES(4,'fundalloc-entry-3','fonds-essai','receipt-added','2024-12-02','2024-12-02T10:00:00.000000+00:00','partenaire-cecce','','cecce-1','642a7a1fe9ed807788cd153919e1807055b49f54972e4fca2bc43ff5feb48cc0','c164220684ba583896eb41280c344ea2e67fdf0a81e00416f43c8d33f26097f2');
INSERT INTO "entry" VALUES(5,'fundalloc-entry-3','fonds-essai','receipt-added','2024-12-02','2024-12-02T10:00:00.000000+00:00','partenaire-cecce','','cecce-1','c164220684ba583896eb41280c344ea2e67fdf0a81e00416f43c8d33f26097f2','2709616fa17da971d0bcda8ae441739dbe811a40fb430fd1dd14a63629dcf75a');
INSERT INTO "entry" VALUES(6,'fundalloc-entry-3','fonds-essai','grant-received','2024-11-01','2024-12-03T09:00:00.000000+00:00','caisse','','VIR-1','2709616fa17da971d0bcda8ae441739dbe811a40fb430fd1dd14a63629dcf75a','e231be11c7a11987a190278b0c9a876cfa31478af1344e60dfaeec01b434332f');
INSERT INTO "entry" VALUES(7,'fundalloc-entry-3','fonds-essai','claim-approved','2024-12-10','2024-12-10T09:00:00.000000+00:00','direction','','cecce-1','e231be11c7a11987a190278b0c9a876cfa31478af1344e60dfaeec01b434332f','d4eade211ad1daa4002acf4eded278bab1ad8ffcb679bfd1972f0e5d80d23f9b');
INSERT INTO "entry" VALUES(8,'fundalloc-entry-3','fonds-essai','claim-paid','2024-12-15','2024-12-16T09:00:00.000000+00:00','caisse','','cecce-1','d4eade211ad1daa4002acf4eded278bab1ad8ffcb679bfd1972f0e5d80d23f9b','55af63e72cae99c3784c1af2761a6eb0b0a260056607bf46dbf3ab7cd40bc892');
INSERT INTO "entry" VALUES(9,'fundalloc-entry-3','fonds-essai','statement-imported','2025-01-06','2025-01-06T09:00:00.000000+00:00','rapprochement','','banque','55af63e72cae99c3784c1af2761a6eb0b0a260056607bf46dbf3ab7cd40bc892','b9047c2bebf0c3e3bf8422d7ed377145a99676582d425180650a7496d4cff110');
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
INSERT INTO "fact" VALUES(1,3,'fund-document','{"id":"fonds-essai","title":{"fr":"Fonds d’essai","en":"Trial fund"},"banker":"CEPEO","currency":"CAD","fictitious_note":null,"partners":["CECCE","CEPEO","CSDCEO"],"fiscal_years":[{"id":"2024-2025","starts_on":"2024-09-01","ends_on":"2025-08-31"}],"people":[{"id":"analyste","name":"Personne fictive A","roles":["analyst"],"board":null},{"id":"direction","name":"Personne fictive B","roles":["approver"],"board":null},{"id":"finances","name":"Personne fictive C","roles":["banker","approver"],"board":null},{"id":"caisse","name":"Personne fictive D","roles":["banker"],"board":null},{"id":"rapprochement","name":"Personne fictive E","roles":["reconciler"],"board":null},{"id":"partenaire-cecce","name":"Personne fictive F","roles":["partner"],"board":"CECCE"}],"policy":{"adopter_differs_from_preparer":true,"approver_differs_from_importer":true,"payer_differs_from_approver":true,"reconciler_differs_from_payer":true,"reviewer_differs_from_reconciler":true,"reverser_differs_from_author":true,"waiver_user_differs_from_granter":true,"closer_differs_from_payer":true,"approver_differs_from_supplier_lister":true,"overdraft":"refused","recognition":"as-spent","supplier_register_required":false,"tax_treatment_required":false,"supply_split_required":false,"proof_of_payment_required":false,"receipt_for_each_line":true,"receipt_bytes_max":25000000},"agreement":null,"clauses":{"transfers":null,"interest":null,"unspent":null,"vouchers":null,"retention":[]},"limits":[],"quantity_limits":[],"conditions":[],"sharing_keys":[],"cost_objects":[],"taxpayers":[],"matching":{"tolerance_cents":0,"days":7,"accounts":[],"members_max":12},"reporting":{"explanations":null,"due":[]},"bodies":[],"seats":[],"mandates":[]}');
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
INSERT INTO "fact" VALUES(9,1,'books-account','bank');
INSERT INTO "fact" VALUES(9,2,'ends-on','2024-12-21');
INSERT INTO "fact" VALUES(9,3,'file-name','banque.csv');
INSERT INTO "fact" VALUES(9,4,'file-sha256','54fe7d0b15ac59c5a88eb02ea5d3a3d2d6700e6e367fdb1cf5bc3f25244bdec7');
INSERT INTO "fact" VALUES(9,5,'format','table');
INSERT INTO "fact" VALUES(9,6,'source','bank');
INSERT INTO "fact" VALUES(9,7,'starts-on','2024-11-01');
CREATE TABLE filed_document (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	title TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	media_type TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	access TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE grant_record (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	grant TEXT NOT NULL, 
	state TEXT NOT NULL, 
	certainty TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	amount_max_cents BIGINT NOT NULL, 
	funder TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE head (
	id INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_head CHECK (id = 1)
);
INSERT INTO "head" VALUES(1,9,'b9047c2bebf0c3e3bf8422d7ed377145a99676582d425180650a7496d4cff110');
CREATE TABLE heading (
	id INTEGER NOT NULL, 
	book TEXT NOT NULL, 
	account TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	commitment TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_heading UNIQUE (book, account, fiscal_year, recipient, plan_item, nature, commitment, envelope)
);
INSERT INTO "heading" VALUES(1,'budget','available','2024-2025','enveloppe','CECCE','4.2.1','','');
INSERT INTO "heading" VALUES(2,'budget','authorised','2024-2025','enveloppe','CECCE','4.2.1','','');
INSERT INTO "heading" VALUES(3,'budget','available','2024-2025','enveloppe','CEPEO','4.2.3','','');
INSERT INTO "heading" VALUES(4,'budget','authorised','2024-2025','enveloppe','CEPEO','4.2.3','','');
INSERT INTO "heading" VALUES(5,'budget','available','2024-2025','enveloppe','CECCE','4.5.1','','');
INSERT INTO "heading" VALUES(6,'budget','authorised','2024-2025','enveloppe','CECCE','4.5.1','','');
INSERT INTO "heading" VALUES(7,'budget','available','2024-2025','enveloppe','CEPEO','4.5.1','','');
INSERT INTO "heading" VALUES(8,'budget','authorised','2024-2025','enveloppe','CEPEO','4.5.1','','');
INSERT INTO "heading" VALUES(9,'budget','available','2024-2025','enveloppe','CSDCEO','4.7.3','','');
INSERT INTO "heading" VALUES(10,'budget','authorised','2024-2025','enveloppe','CSDCEO','4.7.3','','');
INSERT INTO "heading" VALUES(11,'budget','committed','2024-2025','enveloppe','CECCE','4.2.1','student-activity','');
INSERT INTO "heading" VALUES(12,'budget','committed','2024-2025','enveloppe','CECCE','4.5.1','speaker','');
INSERT INTO "heading" VALUES(13,'actual','bank','2024-2025','','','','','');
INSERT INTO "heading" VALUES(14,'actual','deferred-contributions','2024-2025','','','','','');
INSERT INTO "heading" VALUES(15,'budget','incurred','2024-2025','enveloppe','CECCE','4.2.1','student-activity','');
INSERT INTO "heading" VALUES(16,'actual','expense','2024-2025','enveloppe','CECCE','4.2.1','student-activity','');
INSERT INTO "heading" VALUES(17,'actual','payable','2024-2025','enveloppe','CECCE','4.2.1','student-activity','');
INSERT INTO "heading" VALUES(18,'actual','revenue','2024-2025','','','','','');
INSERT INTO "heading" VALUES(19,'budget','incurred','2024-2025','enveloppe','CECCE','4.5.1','speaker','');
INSERT INTO "heading" VALUES(20,'actual','expense','2024-2025','enveloppe','CECCE','4.5.1','speaker','');
INSERT INTO "heading" VALUES(21,'actual','payable','2024-2025','enveloppe','CECCE','4.5.1','speaker','');
INSERT INTO "heading" VALUES(22,'actual','bank','','','CECCE','','','');
CREATE TABLE heading_total (
	heading INTEGER NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (heading), 
	FOREIGN KEY(heading) REFERENCES heading (id)
);
INSERT INTO "heading_total" VALUES(1,180000);
INSERT INTO "heading_total" VALUES(2,-300000);
INSERT INTO "heading_total" VALUES(3,250000);
INSERT INTO "heading_total" VALUES(4,-250000);
INSERT INTO "heading_total" VALUES(5,164950);
INSERT INTO "heading_total" VALUES(6,-200000);
INSERT INTO "heading_total" VALUES(7,150000);
INSERT INTO "heading_total" VALUES(8,-150000);
INSERT INTO "heading_total" VALUES(9,100000);
INSERT INTO "heading_total" VALUES(10,-100000);
INSERT INTO "heading_total" VALUES(11,0);
INSERT INTO "heading_total" VALUES(12,0);
INSERT INTO "heading_total" VALUES(13,600000);
INSERT INTO "heading_total" VALUES(14,-444950);
INSERT INTO "heading_total" VALUES(15,120000);
INSERT INTO "heading_total" VALUES(16,120000);
INSERT INTO "heading_total" VALUES(17,0);
INSERT INTO "heading_total" VALUES(18,-155050);
INSERT INTO "heading_total" VALUES(19,35050);
INSERT INTO "heading_total" VALUES(20,35050);
INSERT INTO "heading_total" VALUES(21,0);
INSERT INTO "heading_total" VALUES(22,-155050);
CREATE TABLE link (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	relation TEXT NOT NULL, 
	linked_seq BIGINT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE matched (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	movement_seq BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('layout','fundalloc-ledger-3');
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
CREATE TABLE posting_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	heading INTEGER NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	effective_on TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line)
)
 WITHOUT ROWID;
INSERT INTO "posting_line" VALUES(2,1,1,300000,'2024-10-23');
INSERT INTO "posting_line" VALUES(3,2,1,-120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(2,2,2,-300000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,3,3,250000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,4,4,-250000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,5,5,200000,'2024-10-23');
INSERT INTO "posting_line" VALUES(3,4,5,-35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(2,6,6,-200000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,7,7,150000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,8,8,-150000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,9,9,100000,'2024-10-23');
INSERT INTO "posting_line" VALUES(2,10,10,-100000,'2024-10-23');
INSERT INTO "posting_line" VALUES(3,1,11,120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(7,2,11,-120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(3,3,12,35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(7,8,12,-35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(6,1,13,600000,'2024-11-01');
INSERT INTO "posting_line" VALUES(6,2,14,-600000,'2024-11-01');
INSERT INTO "posting_line" VALUES(7,5,14,120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(7,11,14,35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(7,1,15,120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(7,3,16,120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(7,4,17,-120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(8,1,17,120000,'2024-12-15');
INSERT INTO "posting_line" VALUES(7,6,18,-120000,'2024-11-05');
INSERT INTO "posting_line" VALUES(7,12,18,-35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(7,7,19,35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(7,9,20,35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(7,10,21,-35050,'2024-11-12');
INSERT INTO "posting_line" VALUES(8,2,21,35050,'2024-12-15');
INSERT INTO "posting_line" VALUES(8,3,22,-155050,'2024-12-15');
CREATE TABLE staff_cost (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claim_line TEXT NOT NULL, 
	staff TEXT NOT NULL, 
	salary_cents BIGINT NOT NULL, 
	benefits_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE statement_line (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	reference TEXT NOT NULL, 
	booked_on TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	description TEXT NOT NULL, 
	party TEXT NOT NULL, 
	bank_reference TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
INSERT INTO "statement_line" VALUES(9,1,'banque',1,'VIR-1','2024-11-01',600000,'Versement','','');
INSERT INTO "statement_line" VALUES(9,2,'banque',2,'PAI-1','2024-12-16',-155050,'Paiement','','');
INSERT INTO "statement_line" VALUES(9,3,'banque',3,'','2024-12-20',-495,'Frais','','');
INSERT INTO "statement_line" VALUES(9,4,'banque',4,'INT-9','2024-12-21',1210,'Intérêts','','');
CREATE TABLE supplier (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	supplier TEXT NOT NULL, 
	name TEXT NOT NULL, 
	payee TEXT NOT NULL, 
	language TEXT NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE tax (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claim_line TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	entity TEXT NOT NULL, 
	province TEXT NOT NULL, 
	activity TEXT NOT NULL, 
	incurred_on TEXT NOT NULL, 
	price_cents BIGINT NOT NULL, 
	federal_tax_cents BIGINT NOT NULL, 
	provincial_tax_cents BIGINT NOT NULL, 
	federal_rebate_cents BIGINT NOT NULL, 
	provincial_rebate_cents BIGINT NOT NULL, 
	actual_cents BIGINT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE unit_move (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	item TEXT NOT NULL, 
	act TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	quantity BIGINT NOT NULL, 
	unit_cents BIGINT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	school TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE TABLE waiver (
	entry_seq BIGINT NOT NULL, 
	line INTEGER NOT NULL, 
	waiver TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	fiscal_year TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	plan_item TEXT NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	authority TEXT NOT NULL, 
	granted_on TEXT NOT NULL, 
	PRIMARY KEY (entry_seq, line), 
	FOREIGN KEY(entry_seq) REFERENCES entry (seq)
);
CREATE INDEX entry_by_kind ON entry (kind, reference);
CREATE INDEX entry_by_time ON entry (recorded_at);
CREATE INDEX posting_by_heading ON posting_line (heading, effective_on, entry_seq, line, amount_cents);
CREATE INDEX attachment_by_bytes ON attachment (sha256);
CREATE INDEX attachment_by_line ON attachment (claim, claim_line);
CREATE INDEX budget_line_by_plan ON budget_line (plan_item, recipient);
CREATE INDEX claim_line_by_claim ON claim_line (claim, reference);
CREATE INDEX claim_line_by_invoice ON claim_line (invoice_number, amount_cents, supplier);
CREATE INDEX claim_line_by_school ON claim_line (plan_item, fiscal_year, school);
CREATE INDEX fact_by_value ON fact (name, value);
CREATE INDEX link_by_target ON link (linked_seq, relation);
CREATE VIEW posting AS SELECT entry_seq, line, book, account, amount_cents, effective_on, fiscal_year, envelope, recipient, plan_item, nature, commitment, heading FROM posting_line JOIN heading ON heading.id = posting_line.heading;
CREATE VIEW total AS SELECT book, account, fiscal_year, envelope, recipient, plan_item, nature, commitment, amount_cents, heading FROM heading_total JOIN heading ON heading.id = heading_total.heading;
CREATE TRIGGER meta_keeps_update BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER meta_keeps_delete BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER entry_keeps_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER entry_keeps_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER heading_keeps_update BEFORE UPDATE ON heading BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER heading_keeps_delete BEFORE DELETE ON heading BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER posting_line_keeps_update BEFORE UPDATE ON posting_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER posting_line_keeps_delete BEFORE DELETE ON posting_line BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER fact_keeps_update BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER fact_keeps_delete BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
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
CREATE TRIGGER link_keeps_update BEFORE UPDATE ON link BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER link_keeps_delete BEFORE DELETE ON link BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER grant_record_keeps_update BEFORE UPDATE ON grant_record BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER grant_record_keeps_delete BEFORE DELETE ON grant_record BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER waiver_keeps_update BEFORE UPDATE ON waiver BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER waiver_keeps_delete BEFORE DELETE ON waiver BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER supplier_keeps_update BEFORE UPDATE ON supplier BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER supplier_keeps_delete BEFORE DELETE ON supplier BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER commitment_keeps_update BEFORE UPDATE ON commitment BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER commitment_keeps_delete BEFORE DELETE ON commitment BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER tax_keeps_update BEFORE UPDATE ON tax BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER tax_keeps_delete BEFORE DELETE ON tax BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER unit_move_keeps_update BEFORE UPDATE ON unit_move BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER unit_move_keeps_delete BEFORE DELETE ON unit_move BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER filed_document_keeps_update BEFORE UPDATE ON filed_document BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER filed_document_keeps_delete BEFORE DELETE ON filed_document BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER closed_balance_keeps_update BEFORE UPDATE ON closed_balance BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER closed_balance_keeps_delete BEFORE DELETE ON closed_balance BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER staff_cost_keeps_update BEFORE UPDATE ON staff_cost BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER staff_cost_keeps_delete BEFORE DELETE ON staff_cost BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER claim_credit_keeps_update BEFORE UPDATE ON claim_credit BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER claim_credit_keeps_delete BEFORE DELETE ON claim_credit BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER cost_object_keeps_update BEFORE UPDATE ON cost_object BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
CREATE TRIGGER cost_object_keeps_delete BEFORE DELETE ON cost_object BEGIN SELECT RAISE(ABORT, 'what is written stays written'); END;
COMMIT;
