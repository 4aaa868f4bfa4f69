-- The record: everything that was ever entered, and nothing that was not.
--
-- Rows are only added. Each names the action that made it; a revision, a status or a
-- correction is one more row, and what a thing is now is a question (sql/now.sql).
-- The build adds to every table three triggers that stop UPDATE, DELETE and INSERT over an
-- existing id, save where a line "-- derived" or "-- kept apart" stands above it.
-- Amounts are atoms (ng, nL, mIU, mU, nmol, piece); instants and days are UTC text.

-- One thing a person did. Its event is when it happened, where that was not when it was entered;
-- its exception is why something already done was recorded although a rule says no.
CREATE TABLE action (
	id        INTEGER PRIMARY KEY,
	verb      TEXT NOT NULL,
	entered   TEXT NOT NULL,
	event     TEXT,
	person    INTEGER REFERENCES person,
	typist    INTEGER REFERENCES person,
	reason    TEXT,
	exception TEXT,
	once      TEXT,
	request   TEXT,
	program   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX action_by_once ON action (once) WHERE once IS NOT NULL;
CREATE INDEX action_excepted ON action (id) WHERE exception IS NOT NULL;
CREATE INDEX action_by_entered ON action (entered);

-- The chain: SHA-256 over the hash before, the action and its rows.
CREATE TABLE seal (
	id   INTEGER PRIMARY KEY REFERENCES action,
	hash BLOB NOT NULL,
	CONSTRAINT "a seal is 32 bytes" CHECK (length(hash) = 32)
) STRICT;

-- What an act with --once answered, to be answered again.
CREATE TABLE answer (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	text   TEXT NOT NULL
) STRICT;
CREATE INDEX answer_by_action ON answer (action);

-- The record was found altered: nothing more is written (specification R27) until a copy that verifies is put in its
-- place, or a later row lifts it. digest: of all that was found.
CREATE TABLE stop (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	finding TEXT NOT NULL,
	digest  BLOB NOT NULL,
	lifts   INTEGER REFERENCES stop
) STRICT;

CREATE TABLE migration (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	number  INTEGER NOT NULL UNIQUE,
	name    TEXT NOT NULL,
	program TEXT NOT NULL
) STRICT;

CREATE TABLE clinic (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	name         TEXT NOT NULL,
	kind         TEXT NOT NULL,
	jurisdiction TEXT NOT NULL,
	CONSTRAINT "a store is real or for practice" CHECK (kind IN ('real', 'practice'))
) STRICT;

-- After a restore, numbers go on from the last one a person saw printed.
CREATE TABLE numbering (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	series TEXT NOT NULL,
	after  INTEGER NOT NULL
) STRICT;
CREATE INDEX numbering_by_series ON numbering (series, after);

-- A copy that left the store: a workbook, a backup, a restore that was tried.
CREATE TABLE export (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	kind   TEXT NOT NULL,
	name   TEXT NOT NULL,
	digest TEXT,
	head   TEXT,
	words  TEXT,
	sheets TEXT
) STRICT;
CREATE INDEX export_by_kind ON export (kind, id);

-- Persons, their roles and what they signed.

CREATE TABLE person (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person_revision (
	id              INTEGER PRIMARY KEY,
	action          INTEGER NOT NULL REFERENCES action,
	person          INTEGER NOT NULL REFERENCES person,
	name            TEXT NOT NULL,
	account         TEXT,
	licence         TEXT,
	licence_expires TEXT,
	retired         INTEGER NOT NULL,
	CONSTRAINT "a person has a name, and a licence that says something or none" CHECK (name <> '' AND licence <> '')
) STRICT;
CREATE INDEX person_revision_by_person ON person_revision (person, id);

CREATE TABLE person_role (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	person INTEGER NOT NULL REFERENCES person,
	role   TEXT NOT NULL,
	held   INTEGER NOT NULL,
	CONSTRAINT "a role is one of the five that exist"
	CHECK (role IN ('pharmacist', 'practitioner', 'assistant', 'auditor', 'administrator'))
) STRICT;
CREATE INDEX person_role_by_person ON person_role (person, role, id);

-- Which role may do which act; alone: only where the clinic has no pharmacist.
CREATE TABLE role_right (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	role   TEXT NOT NULL,
	verb   TEXT NOT NULL,
	alone  INTEGER NOT NULL,
	held   INTEGER NOT NULL
) STRICT;
CREATE INDEX role_right_by_verb ON role_right (verb, role, id);

-- own: a password chosen by the person; given: an administrator set it, and it opens nothing but the choice of
-- another; elsewhere: that other one, chosen at an account that is not the person's own; recovery: the sealed code that does so once, for an administrator.
CREATE TABLE credential (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	person INTEGER NOT NULL REFERENCES person,
	argon  TEXT NOT NULL,
	kind   TEXT NOT NULL,
	CONSTRAINT "a credential is one's own, given by another or for recovery"
	CHECK (kind IN ('own', 'given', 'elsewhere', 'recovery'))
) STRICT;
CREATE INDEX credential_by_person ON credential (person, id);

-- Who came and went, and every password that was not right. token: the digest of a sitting's secret, with which it
-- began (login) and ended (logout). passed and cleared: what was refused before them counts no more. account: of the
-- operating system, in which somebody logged in: it is shared from then on, and says no more who sits.
CREATE TABLE presence (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	person INTEGER NOT NULL REFERENCES person,
	kind   TEXT NOT NULL,
	token  BLOB,
	account TEXT,
	CONSTRAINT "a presence is a login, a logout, or how a password fared"
	CHECK (kind IN ('login', 'logout', 'refused', 'passed', 'cleared')),
	CONSTRAINT "a sitting has its token" CHECK ((kind IN ('login', 'logout')) = (token IS NOT NULL))
) STRICT;
CREATE INDEX presence_by_person ON presence (person, id);
CREATE INDEX presence_by_token ON presence (token, id) WHERE token IS NOT NULL;
CREATE INDEX presence_by_account ON presence (account) WHERE account IS NOT NULL;

-- Rules are rows, never constants: what a number is, who says so and whether it was approved.
CREATE TABLE rule (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE
) STRICT;

-- One version of a rule. It is about an ingredient, a class or a product, with_... the other half of a pair; what
-- else stands in which column is told in include/rule.h. least and amount in atoms of unit, over per of per_unit;
-- span in seconds; since and till are days. approved: entered so, having a source; else a signature approves it.
CREATE TABLE rule_revision (
	id              INTEGER PRIMARY KEY,
	action          INTEGER NOT NULL REFERENCES action,
	rule            INTEGER NOT NULL REFERENCES rule,
	kind            TEXT NOT NULL,
	severity        TEXT NOT NULL,
	override        TEXT,
	scope           TEXT,
	ingredient      INTEGER REFERENCES ingredient,
	class           INTEGER REFERENCES class,
	product         INTEGER REFERENCES product,
	with_ingredient INTEGER REFERENCES ingredient,
	with_class      INTEGER REFERENCES class,
	with_product    INTEGER REFERENCES product,
	condition       TEXT,
	measure         TEXT,
	least           INTEGER,
	amount          INTEGER,
	unit            TEXT,
	per             INTEGER,
	per_unit        TEXT,
	span            INTEGER,
	area            TEXT,
	indication      TEXT,
	regime          TEXT,
	storage         TEXT,
	since           TEXT,
	till            TEXT,
	text            TEXT NOT NULL,
	jurisdiction    TEXT,
	evidence        TEXT,
	source          TEXT,
	requirement     TEXT,
	approved        INTEGER NOT NULL,
	retired         INTEGER NOT NULL,
	CONSTRAINT "a rule forbids, warns or asks for a second signature"
	CHECK (severity IN ('forbid', 'warn', 'sign')),
	CONSTRAINT "a rule is overridden by a reason, a signature or nothing"
	CHECK (override IN ('reason', 'signature')),
	CONSTRAINT "an amount over another names both units" CHECK ((per IS NULL) = (per_unit IS NULL))
) STRICT;
CREATE INDEX rule_revision_by_rule ON rule_revision (rule, id);
-- What it is about: the first of these that it names; none: of the whole.
CREATE INDEX rule_revision_by_subject ON rule_revision (ingredient, class, product, kind, rule);

-- The ranges of a rule that is a protocol: intervals and maintenance in days, depth in micrometres, the volume of a
-- point and of a session in nL. NULL: not said.
CREATE TABLE protocol (
	id                INTEGER PRIMARY KEY,
	action            INTEGER NOT NULL REFERENCES action,
	rule_revision     INTEGER NOT NULL UNIQUE REFERENCES rule_revision,
	technique         TEXT,
	gauge             TEXT,
	sessions_least    INTEGER,
	sessions_most     INTEGER,
	interval_least    INTEGER,
	interval_most     INTEGER,
	maintenance_least INTEGER,
	maintenance_most  INTEGER,
	depth_least       INTEGER,
	depth_most        INTEGER,
	point_least       INTEGER,
	point_most        INTEGER,
	volume_least      INTEGER,
	volume_most       INTEGER
) STRICT;

-- The catalogue.

CREATE TABLE class (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE,
	name   TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX class_by_code ON class (lower(code));

CREATE TABLE ingredient (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE
) STRICT;

-- strengths and dose: as published, hints to a reader and no rules; verified: who else gives its numbers.
-- iu_mass ng of it are iu mIU, where the substance says how IU turn into mass; NULL where it does not.
-- form_of: the substance it is a form of, its salt, its base or its kind: what a rule says of that holds for it. form_mass
-- ng of it count as base_mass ng of that; NULL: as they stand.
CREATE TABLE ingredient_revision (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	ingredient INTEGER NOT NULL REFERENCES ingredient,
	name       TEXT NOT NULL,
	class      INTEGER NOT NULL REFERENCES class,
	cas        TEXT,
	unii       TEXT,
	atc        TEXT,
	storage    TEXT,
	strengths  TEXT,
	dose       TEXT,
	notes      TEXT,
	source     TEXT,
	verified   TEXT,
	iu         INTEGER,
	iu_mass    INTEGER,
	form_of    INTEGER REFERENCES ingredient,
	form_mass  INTEGER,
	base_mass  INTEGER,
	retired    INTEGER NOT NULL,
	CONSTRAINT "IU turn into mass by an amount of each" CHECK ((iu IS NULL) = (iu_mass IS NULL)),
	CONSTRAINT "a form counts as its substance by an amount of each"
	CHECK ((form_mass IS NULL) = (base_mass IS NULL) AND (form_mass IS NULL OR form_of IS NOT NULL))
) STRICT;
CREATE INDEX ingredient_revision_by_ingredient ON ingredient_revision (ingredient, id);

-- Every name by which it is found, folded: its code, name, synonyms, CAS and UNII.
CREATE TABLE ingredient_name (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	ingredient INTEGER NOT NULL REFERENCES ingredient,
	name       TEXT NOT NULL,
	folded     TEXT NOT NULL,
	held       INTEGER NOT NULL
) STRICT;
CREATE INDEX ingredient_name_by_folded ON ingredient_name (folded, ingredient, id);
CREATE INDEX ingredient_name_by_ingredient ON ingredient_name (ingredient, id);

CREATE TABLE supplier (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE supplier_revision (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	supplier INTEGER NOT NULL REFERENCES supplier,
	name     TEXT NOT NULL,
	address  TEXT,
	contact  TEXT,
	retired  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX supplier_by_code ON supplier (lower(code));
CREATE INDEX supplier_revision_by_supplier ON supplier_revision (supplier, id);

-- Whether a supplier is approved, on what evidence, for what, and through which day; NULL: until it is withdrawn. The
-- newest row that was there at an instant says so.
CREATE TABLE supplier_approval (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	supplier  INTEGER NOT NULL REFERENCES supplier,
	at        TEXT NOT NULL,
	evidence  TEXT,
	items     TEXT,
	until     TEXT,
	ends      TEXT,
	withdrawn INTEGER NOT NULL
) STRICT;
CREATE INDEX supplier_approval_by_supplier ON supplier_approval (supplier, at, id);

CREATE TABLE site (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE,
	name   TEXT NOT NULL,
	zone   TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX site_by_code ON site (lower(code));

-- Where stock lies ('stock'), or one of the ends outside.
CREATE TABLE place (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE,
	kind   TEXT NOT NULL,
	site   INTEGER REFERENCES site,
	CONSTRAINT "a place holds stock or is an end outside"
	CHECK (kind IN ('stock', 'supplier', 'opening', 'bench', 'patient', 'waste', 'count')),
	CONSTRAINT "a place that holds stock is at a site" CHECK ((kind = 'stock') = (site IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX place_by_code ON place (lower(code));
CREATE INDEX place_by_kind ON place (kind, id);

CREATE TABLE place_revision (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	place   INTEGER NOT NULL REFERENCES place,
	name    TEXT NOT NULL,
	storage TEXT,
	retired INTEGER NOT NULL
) STRICT;
CREATE INDEX place_revision_by_place ON place_revision (place, id);

-- unit is what it is counted in; size is the content of one container, NULL for bulk.
CREATE TABLE product (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	code      TEXT NOT NULL UNIQUE,
	kind      TEXT NOT NULL,
	unit      TEXT NOT NULL,
	container TEXT NOT NULL,
	size      INTEGER,
	sterile   INTEGER NOT NULL,
	CONSTRAINT "a product is a drug, a device, a supply or a mixture"
	CHECK (kind IN ('drug', 'device', 'supply', 'mixture')),
	CONSTRAINT "a container is of a kind that exists"
	CHECK (container IN ('ampoule', 'single-dose', 'multi-dose', 'prefilled', 'bulk')),
	CONSTRAINT "a container holds something" CHECK (size > 0)
) STRICT;

CREATE UNIQUE INDEX product_by_code ON product (lower(code));

-- in_use: seconds a container may be used once opened (0: at once; NULL: as the rule for its container
-- says); made_up: nL the maker states after dissolving; minimum: what is to be in stock.
CREATE TABLE product_revision (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	product INTEGER NOT NULL REFERENCES product,
	name    TEXT NOT NULL,
	folded  TEXT NOT NULL,
	maker   TEXT,
	gtin    TEXT,
	in_use  INTEGER,
	made_up INTEGER,
	minimum INTEGER,
	storage TEXT,
	retired INTEGER NOT NULL
) STRICT;
CREATE INDEX product_revision_by_product ON product_revision (product, id);
CREATE INDEX product_revision_by_folded ON product_revision (folded, product);
CREATE INDEX product_revision_by_gtin ON product_revision (gtin) WHERE gtin IS NOT NULL;

-- amount of the ingredient (atoms of unit) in per atoms of the product; NULL where the maker does not
-- state it. The rows of the newest action are the composition by the label.
CREATE TABLE component (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	product    INTEGER NOT NULL REFERENCES product,
	ingredient INTEGER NOT NULL REFERENCES ingredient,
	amount     INTEGER,
	unit       TEXT,
	per        INTEGER,
	CONSTRAINT "a strength is an amount in an amount" CHECK ((amount IS NULL) = (per IS NULL))
) STRICT;
CREATE INDEX component_by_product ON component (product, action);
CREATE INDEX component_by_ingredient ON component (ingredient, product);

-- Lots, their containers and the ledger.

-- number is ours (L26-0001, or the batch's B26-0117); the maker's stands in the revision.
CREATE TABLE lot (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	product  INTEGER NOT NULL REFERENCES product,
	number   TEXT NOT NULL UNIQUE,
	series   TEXT NOT NULL,
	ordinal  INTEGER NOT NULL,
	received TEXT NOT NULL,
	price    INTEGER,
	currency TEXT,
	UNIQUE (series, ordinal)
) STRICT;
CREATE INDEX lot_by_product ON lot (product, received);
CREATE TRIGGER component_is_fixed BEFORE INSERT ON component
WHEN EXISTS (SELECT 1 FROM lot WHERE product = NEW.product)
BEGIN SELECT RAISE(ABORT, 'a lot of it exists, so its components stay: a new strength is a new product'); END;

-- expires is as printed; expires_at the first instant at which it may not be used. NULL: it keeps.
-- maker_key is the maker's number without case, blanks and dashes: by it those that look alike are found (lot.h).
CREATE TABLE lot_revision (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	lot          INTEGER NOT NULL REFERENCES lot,
	maker_number TEXT,
	maker_key    TEXT,
	expires      TEXT,
	expires_at   TEXT,
	supplier     INTEGER REFERENCES supplier,
	certificate  TEXT,
	CONSTRAINT "a maker's number has its key"
	CHECK ((maker_number IS NULL) = (maker_key IS NULL))
) STRICT;
CREATE INDEX lot_revision_by_lot ON lot_revision (lot, id);
CREATE INDEX lot_revision_by_supplier ON lot_revision (supplier) WHERE supplier IS NOT NULL;
CREATE INDEX lot_revision_by_maker_number ON lot_revision (lower(maker_number)) WHERE maker_number IS NOT NULL;
CREATE INDEX lot_revision_by_maker_key ON lot_revision (maker_key) WHERE maker_key IS NOT NULL;

CREATE TABLE lot_status (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	lot    INTEGER NOT NULL REFERENCES lot,
	status TEXT NOT NULL,
	at     TEXT NOT NULL,
	reason TEXT,
	CONSTRAINT "a lot is in quarantine, released, held, recalled or rejected"
	CHECK (status IN ('quarantine', 'released', 'held', 'recalled', 'rejected'))
) STRICT;
CREATE INDEX lot_status_by_lot ON lot_status (lot, at, id);

-- The assay as the certificate says it; what follows from it stands in composition.
CREATE TABLE assay (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	lot        INTEGER NOT NULL REFERENCES lot,
	ingredient INTEGER NOT NULL REFERENCES ingredient,
	written    TEXT NOT NULL
) STRICT;
CREATE INDEX assay_by_lot ON assay (lot, action);

-- amount of the ingredient (atoms of unit) in per atoms of the lot: label times assay, or the lines of a
-- batch as executed, rounded once. NULL: not stated. The rows of the newest action hold.
CREATE TABLE composition (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	lot        INTEGER NOT NULL REFERENCES lot,
	ingredient INTEGER NOT NULL REFERENCES ingredient,
	amount     INTEGER,
	unit       TEXT,
	per        INTEGER
) STRICT;
CREATE INDEX composition_by_lot ON composition (lot, action);

-- What a powder becomes when it is dissolved: the mixture's product, by powder and diluent.
CREATE TABLE reconstitution (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	powder  INTEGER NOT NULL REFERENCES product,
	diluent INTEGER NOT NULL REFERENCES product,
	product INTEGER NOT NULL UNIQUE REFERENCES product,
	UNIQUE (powder, diluent)
) STRICT;

-- An opened container. until: where its in-use limit ends, NULL for none; container_now also minds the lot's expiry.
CREATE TABLE container (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	lot     INTEGER NOT NULL REFERENCES lot,
	ordinal INTEGER NOT NULL,
	opened  TEXT NOT NULL,
	until   TEXT,
	person  INTEGER REFERENCES person,
	UNIQUE (lot, ordinal)
) STRICT;
CREATE INDEX container_by_action ON container (action);
CREATE INDEX container_by_opened ON container (opened);

-- A count: what was found there at that instant, blind where who counted did not know what was expected. Posted as a difference; void when its action is reversed.
CREATE TABLE tally (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	lot       INTEGER NOT NULL REFERENCES lot,
	place     INTEGER NOT NULL REFERENCES place,
	container INTEGER REFERENCES container,
	at        TEXT NOT NULL,
	counted   INTEGER NOT NULL,
	expected  INTEGER NOT NULL,
	blind     INTEGER NOT NULL,
	CONSTRAINT "a count finds nothing or something" CHECK (counted >= 0)
) STRICT;
CREATE INDEX tally_by_lot ON tally (lot, at);
CREATE INDEX tally_by_at ON tally (at);
CREATE INDEX tally_by_action ON tally (action);

-- A whole action that never was so.
CREATE TABLE reversal (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	reverses INTEGER NOT NULL UNIQUE REFERENCES action
) STRICT;

-- The ledger is moves and nothing else. A balance is the sum of them.
CREATE TABLE move (
	id               INTEGER PRIMARY KEY,
	action           INTEGER NOT NULL REFERENCES action,
	lot              INTEGER NOT NULL REFERENCES lot,
	source           INTEGER NOT NULL REFERENCES place,
	source_container INTEGER REFERENCES container,
	target           INTEGER NOT NULL REFERENCES place,
	target_container INTEGER REFERENCES container,
	amount           INTEGER NOT NULL,
	at               TEXT NOT NULL,
	kind             TEXT NOT NULL,
	batch_line       INTEGER REFERENCES batch_line,
	syringe          INTEGER REFERENCES syringe,
	tally            INTEGER REFERENCES tally,
	reverses         INTEGER REFERENCES move,
	CONSTRAINT "a move must move something" CHECK (amount > 0),
	CONSTRAINT "a move is of a kind the ledger knows"
	CHECK (kind IN ('receipt', 'opening', 'open', 'use', 'make', 'loss', 'give', 'waste', 'return',
	                'transfer', 'count', 'reversal'))
) STRICT;
CREATE INDEX move_by_lot ON move (lot, at);
CREATE INDEX move_by_at ON move (at);
CREATE UNIQUE INDEX move_by_reverses ON move (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX move_by_action ON move (action);

-- What is where now: the sum of moves per lot, place and container (0: in unopened containers or bulk),
-- kept by the trigger below so that FEFO is quick; product stands here for its index.
-- derived
CREATE TABLE shelf (
	product   INTEGER NOT NULL,
	lot       INTEGER NOT NULL REFERENCES lot,
	place     INTEGER NOT NULL REFERENCES place,
	container INTEGER NOT NULL,
	amount    INTEGER NOT NULL,
	PRIMARY KEY (lot, place, container),
	CONSTRAINT "there is not so much of it there" CHECK (amount >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX shelf_stocked ON shelf (product, lot) WHERE amount > 0;

CREATE TRIGGER move_keeps_the_shelf AFTER INSERT ON move
BEGIN
	SELECT RAISE(ABORT, 'there is not so much of it there')
	 WHERE (SELECT kind FROM place WHERE id = NEW.source) = 'stock'
	   AND NOT EXISTS (SELECT 1 FROM shelf
	                    WHERE lot = NEW.lot AND place = NEW.source
	                      AND container = coalesce(NEW.source_container, 0));
	UPDATE shelf SET amount = amount - NEW.amount
	 WHERE lot = NEW.lot AND place = NEW.source AND container = coalesce(NEW.source_container, 0);
	INSERT INTO shelf (product, lot, place, container, amount)
	SELECT lot.product, NEW.lot, NEW.target, coalesce(NEW.target_container, 0), NEW.amount
	  FROM lot, place
	 WHERE lot.id = NEW.lot AND place.id = NEW.target AND place.kind = 'stock'
	    ON CONFLICT (lot, place, container) DO UPDATE SET amount = amount + excluded.amount;
END;

-- Patients.

CREATE TABLE patient (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	code   TEXT NOT NULL UNIQUE
) STRICT;
CREATE UNIQUE INDEX patient_by_code ON patient (lower(code));

-- What identifies a patient enters the chain only as this salted digest ...
CREATE TABLE patient_identity (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	patient INTEGER NOT NULL REFERENCES patient,
	digest  BLOB NOT NULL
) STRICT;
CREATE INDEX patient_identity_by_patient ON patient_identity (patient, id);

-- ... and stands here, to be emptied by a signed act after the retention period, and changed in no other way.
-- kept apart
CREATE TABLE identity (
	id            INTEGER PRIMARY KEY REFERENCES patient_identity,
	salt          BLOB,
	name          TEXT,
	contact       TEXT,
	born          TEXT,
	clinic_number TEXT
) STRICT;

CREATE INDEX identity_by_born ON identity (born);

CREATE TRIGGER identity_is_only_emptied BEFORE UPDATE ON identity
WHEN NEW.id <> OLD.id OR coalesce(NEW.salt, NEW.name, NEW.contact, NEW.born, NEW.clinic_number) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an identity is only ever emptied'); END;
CREATE TRIGGER identity_is_kept BEFORE DELETE ON identity
BEGIN SELECT RAISE(ABORT, 'rows of identity are never removed'); END;
CREATE TRIGGER identity_is_new BEFORE INSERT ON identity
WHEN EXISTS (SELECT 1 FROM identity WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'rows of identity are never replaced'); END;

-- sex, weight, language (of what they are handed), allergy, condition, medicine, dose; at: measured, last taken or given; of
-- what is held no more: when that which was taken away was.
CREATE TABLE patient_fact (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	patient    INTEGER NOT NULL REFERENCES patient,
	kind       TEXT NOT NULL,
	value      TEXT,
	ingredient INTEGER REFERENCES ingredient,
	amount     INTEGER,
	unit       TEXT,
	at         TEXT,
	held       INTEGER NOT NULL,
	CONSTRAINT "a fact is of a kind that patients have"
	CHECK (kind IN ('sex', 'weight', 'language', 'allergy', 'condition', 'medicine', 'dose'))
) STRICT;
CREATE INDEX patient_fact_by_patient ON patient_fact (patient, kind, id);

-- Recipes: a practitioner's cocktail, its versions and their lines.

CREATE TABLE recipe (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	code         TEXT NOT NULL UNIQUE,
	practitioner INTEGER NOT NULL REFERENCES person
) STRICT;
CREATE UNIQUE INDEX recipe_by_code ON recipe (lower(code));
CREATE INDEX recipe_by_practitioner ON recipe (practitioner);

CREATE TABLE recipe_revision (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	recipe     INTEGER NOT NULL REFERENCES recipe,
	title      TEXT NOT NULL,
	indication TEXT,
	retired    INTEGER NOT NULL
) STRICT;
CREATE INDEX recipe_revision_by_recipe ON recipe_revision (recipe, id);

-- origin: the version it was revised or derived from; patient: for that patient only.
CREATE TABLE version (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	recipe  INTEGER NOT NULL REFERENCES recipe,
	number  INTEGER NOT NULL,
	origin  INTEGER REFERENCES version,
	patient INTEGER REFERENCES patient,
	UNIQUE (recipe, number)
) STRICT;

-- What the draft says, besides its lines and steps; the newest row holds. yield and session_volume in
-- atoms of unit; keeps: seconds the recipe's own limit allows, 0 for none given. regime NULL: the clinic's own
-- (rule default-regime); process NULL: aseptic, no sterility test.
CREATE TABLE version_revision (
	id             INTEGER PRIMARY KEY,
	action         INTEGER NOT NULL REFERENCES action,
	version        INTEGER NOT NULL REFERENCES version,
	yield          INTEGER NOT NULL,
	unit           TEXT NOT NULL,
	session_volume INTEGER,
	technique      TEXT,
	area           TEXT,
	needle         TEXT,
	device         TEXT,
	depth          TEXT,
	points         INTEGER,
	keeps          INTEGER NOT NULL,
	storage        TEXT,
	stability      TEXT,
	description    TEXT,
	closure        TEXT,
	quality        TEXT,
	sessions       INTEGER,
	interval_days  INTEGER,
	maintenance_days INTEGER,
	regime         TEXT,
	process        TEXT,
	CONSTRAINT "a mixture is made for immediate use or in category 1, 2 or 3"
	CHECK (regime IN ('immediate', 'category-1', 'category-2', 'category-3')),
	CONSTRAINT "a process is aseptic, tested, terminal or terminal-tested"
	CHECK (process IN ('aseptic', 'tested', 'terminal', 'terminal-tested'))
) STRICT;
CREATE INDEX version_revision_by_version ON version_revision (version, id);

-- 'superseded' when a newer one was approved, 'retired' for any other reason, 'unsafe' for safety.
CREATE TABLE version_status (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	version INTEGER NOT NULL REFERENCES version,
	status  TEXT NOT NULL,
	product INTEGER REFERENCES product,
	reason  TEXT,
	CONSTRAINT "a version is approved, superseded, retired or unsafe"
	CHECK (status IN ('approved', 'superseded', 'retired', 'unsafe'))
) STRICT;
CREATE INDEX version_status_by_version ON version_status (version, id);
CREATE INDEX version_status_by_product ON version_status (product) WHERE product IS NOT NULL;

-- The newest row of a position holds, unless it dropped the line. amount in atoms of unit; per, for a
-- concentration, in nL of the mixture.
CREATE TABLE line (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	version    INTEGER NOT NULL REFERENCES version,
	position   INTEGER NOT NULL,
	kind       TEXT NOT NULL,
	product    INTEGER REFERENCES product,
	ingredient INTEGER REFERENCES ingredient,
	amount     INTEGER,
	unit       TEXT,
	per        INTEGER,
	dropped    INTEGER NOT NULL,
	CONSTRAINT "a line is of a kind that exists"
	CHECK (kind IN ('product', 'amount', 'concentration', 'fill'))
) STRICT;
CREATE INDEX line_by_version ON line (version, position, id);

CREATE TABLE step (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	version  INTEGER NOT NULL REFERENCES version,
	position INTEGER NOT NULL,
	text     TEXT NOT NULL,
	critical INTEGER NOT NULL,
	dropped  INTEGER NOT NULL
) STRICT;
CREATE INDEX step_by_version ON step (version, position, id);

-- Recipes given in one session.
CREATE TABLE recipe_set (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	code         TEXT NOT NULL UNIQUE,
	name         TEXT NOT NULL,
	practitioner INTEGER NOT NULL REFERENCES person
) STRICT;
CREATE UNIQUE INDEX recipe_set_by_code ON recipe_set (lower(code));

CREATE TABLE recipe_set_item (
	id         INTEGER PRIMARY KEY,
	action     INTEGER NOT NULL REFERENCES action,
	recipe_set INTEGER NOT NULL REFERENCES recipe_set,
	position   INTEGER NOT NULL,
	recipe     INTEGER NOT NULL REFERENCES recipe,
	dropped    INTEGER NOT NULL
) STRICT;
CREATE INDEX recipe_set_item_by_set ON recipe_set_item (recipe_set, position, id);

-- Batches: a mixture really made. version NULL: a powder reconstituted as its maker says. regime and process as they
-- were when it was made; ends: a beyond-use date given by hand, earlier than what its terms allow.

CREATE TABLE batch (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	lot      INTEGER NOT NULL UNIQUE REFERENCES lot,
	version  INTEGER REFERENCES version,
	maker    INTEGER NOT NULL REFERENCES person,
	prepared TEXT NOT NULL,
	target   INTEGER NOT NULL,
	made_up  INTEGER NOT NULL,
	measured INTEGER NOT NULL,
	kept     INTEGER NOT NULL,
	unit     TEXT NOT NULL,
	packs    INTEGER NOT NULL,
	chair    INTEGER NOT NULL,
	equipment   TEXT,
	environment TEXT,
	regime      TEXT,
	process     TEXT,
	ends        TEXT,
	CONSTRAINT "a batch keeps no more than was made up" CHECK (kept BETWEEN 0 AND made_up)
) STRICT;
CREATE INDEX batch_by_version ON batch (version) WHERE version IS NOT NULL;
CREATE INDEX batch_by_prepared ON batch (prepared, id);

-- What it came to, where that was measured or written down wrong: the newest row holds (batch_now).
CREATE TABLE batch_measure (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	batch   INTEGER NOT NULL REFERENCES batch,
	made_up INTEGER NOT NULL,
	kept    INTEGER NOT NULL,
	CONSTRAINT "a batch keeps no more than was made up, corrected" CHECK (kept BETWEEN 0 AND made_up)
) STRICT;
CREATE INDEX batch_measure_by_batch ON batch_measure (batch, id);

-- Made for these patients; none: for stock.
CREATE TABLE batch_patient (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	batch   INTEGER NOT NULL REFERENCES batch,
	patient INTEGER NOT NULL REFERENCES patient
) STRICT;
CREATE INDEX batch_patient_by_batch ON batch_patient (batch, patient);

-- One line as executed: the amount required (an exact fraction of atoms of unit), the amount used, the
-- factors between them. A line stands unless another replaces it.
CREATE TABLE batch_line (
	id              INTEGER PRIMARY KEY,
	action          INTEGER NOT NULL REFERENCES action,
	batch           INTEGER NOT NULL REFERENCES batch,
	position        INTEGER NOT NULL,
	line            INTEGER REFERENCES line,
	lot             INTEGER NOT NULL REFERENCES lot,
	container       INTEGER REFERENCES container,
	required        INTEGER NOT NULL,
	required_over   INTEGER NOT NULL,
	used            INTEGER NOT NULL,
	unit            TEXT NOT NULL,
	factor          INTEGER NOT NULL,
	factor_over     INTEGER NOT NULL,
	strength        INTEGER,
	strength_unit   TEXT,
	strength_per    INTEGER,
	step            INTEGER NOT NULL,
	picked          TEXT NOT NULL,
	reason          TEXT,
	replaces        INTEGER REFERENCES batch_line,
	CONSTRAINT "a batch line uses nothing or something" CHECK (used >= 0)
) STRICT;
CREATE INDEX batch_line_by_batch ON batch_line (batch, position, id);
CREATE INDEX batch_line_by_lot ON batch_line (lot, batch);
CREATE INDEX batch_line_by_replaces ON batch_line (replaces) WHERE replaces IS NOT NULL;

-- What was looked at or measured before release, each on its own; limits: what a value was judged by, and the
-- version of the rule that says so, NULL where the recipe does; person: who answers for it under their signature,
-- NULL where that is who did the act.
CREATE TABLE batch_check (
	id            INTEGER PRIMARY KEY,
	action        INTEGER NOT NULL REFERENCES action,
	batch         INTEGER NOT NULL REFERENCES batch,
	what          TEXT NOT NULL,
	result        TEXT,
	passed        INTEGER NOT NULL,
	limits        TEXT,
	rule_revision INTEGER REFERENCES rule_revision,
	person        INTEGER REFERENCES person
) STRICT;
CREATE INDEX batch_check_by_batch ON batch_check (batch, id);
CREATE INDEX batch_check_failed ON batch_check (id) WHERE passed = 0;

-- Every term of a beyond-use date, with the one that governs.
CREATE TABLE bud_term (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	batch   INTEGER NOT NULL REFERENCES batch,
	term    TEXT NOT NULL,
	until   TEXT NOT NULL,
	governs INTEGER NOT NULL
) STRICT;
CREATE INDEX bud_term_by_batch ON bud_term (batch, action, until);

-- Sessions: what a patient was given. replaces: the session this one corrects.

CREATE TABLE session (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	number       TEXT NOT NULL UNIQUE,
	series       TEXT NOT NULL,
	ordinal      INTEGER NOT NULL,
	patient      INTEGER NOT NULL REFERENCES patient,
	practitioner INTEGER REFERENCES person,
	at           TEXT NOT NULL,
	ended        TEXT,
	indication   TEXT,
	notes        TEXT,
	replaces     INTEGER REFERENCES session,
	reported     TEXT,
	consent      TEXT,
	UNIQUE (series, ordinal)
) STRICT;
CREATE INDEX session_by_patient ON session (patient, at, id);
CREATE INDEX session_by_at ON session (at);
CREATE UNIQUE INDEX session_by_replaces ON session (replaces) WHERE replaces IS NOT NULL;

-- What was asked before a session: one row per condition, with the version of the rule that asked, and who answered:
-- the patient ('asked'), the record, or an earlier session ('before').
CREATE TABLE screening (
	id            INTEGER PRIMARY KEY,
	action        INTEGER NOT NULL REFERENCES action,
	session       INTEGER NOT NULL REFERENCES session,
	rule_revision INTEGER NOT NULL REFERENCES rule_revision,
	condition     TEXT NOT NULL,
	answer        TEXT NOT NULL,
	found         TEXT NOT NULL,
	note          TEXT,
	CONSTRAINT "what is asked is answered yes or no" CHECK (answer IN ('yes', 'no')),
	CONSTRAINT "the patient, the record or an earlier session answers"
	CHECK (found IN ('asked', 'record', 'before'))
) STRICT;
CREATE INDEX screening_by_session ON screening (session, id);

-- One syringe: from a lot of ours, or, where the session was only reported, from what the report names.
-- given and wasted in atoms of unit. Drawn from several containers it has a row for each, of one position; where it
-- was given, how much and how often is said with the first.
-- picked: why this lot; of what was only reported, why this version of its recipe, or nothing where that is not known.
CREATE TABLE syringe (
	id           INTEGER PRIMARY KEY,
	action       INTEGER NOT NULL REFERENCES action,
	session      INTEGER NOT NULL REFERENCES session,
	position     INTEGER NOT NULL,
	lot          INTEGER REFERENCES lot,
	container    INTEGER REFERENCES container,
	version      INTEGER REFERENCES version,
	product      INTEGER REFERENCES product,
	reported_lot TEXT,
	given        INTEGER NOT NULL,
	wasted       INTEGER NOT NULL,
	unit         TEXT NOT NULL,
	technique    TEXT,
	needle       TEXT,
	device       TEXT,
	cartridge    TEXT,
	depth        TEXT,
	points       INTEGER,
	picked       TEXT,
	CONSTRAINT "a syringe gives nothing or something" CHECK (given >= 0 AND wasted >= 0)
) STRICT;
CREATE INDEX syringe_by_session ON syringe (session, position);
CREATE INDEX syringe_by_lot ON syringe (lot) WHERE lot IS NOT NULL;
CREATE INDEX syringe_by_reported_lot ON syringe (lower(reported_lot)) WHERE reported_lot IS NOT NULL;
CREATE INDEX syringe_by_device ON syringe (lower(device)) WHERE device IS NOT NULL;

CREATE TABLE syringe_area (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	syringe  INTEGER NOT NULL REFERENCES syringe,
	position INTEGER NOT NULL,
	area     TEXT NOT NULL,
	given    INTEGER,
	points   INTEGER
) STRICT;
CREATE INDEX syringe_area_by_syringe ON syringe_area (syringe, position);

-- A device that injects was cleaned, and with what. Rinsing one with tap water infected 16 of 105
-- patients in Paris in 2006 (S-168), so the record knows what was used.
CREATE TABLE cleaning (
	id     INTEGER PRIMARY KEY,
	action INTEGER NOT NULL REFERENCES action,
	device TEXT NOT NULL,
	agent  TEXT NOT NULL
) STRICT;
CREATE INDEX cleaning_by_device ON cleaning (lower(device), id);

-- What departed from the rules, to be looked into.
CREATE TABLE deviation (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	number  TEXT NOT NULL UNIQUE,
	series  TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	what    TEXT NOT NULL,
	lot     INTEGER REFERENCES lot,
	batch   INTEGER REFERENCES batch,
	session INTEGER REFERENCES session,
	UNIQUE (series, ordinal)
) STRICT;
CREATE INDEX deviation_by_batch ON deviation (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX deviation_by_action ON deviation (action);
CREATE INDEX deviation_by_lot ON deviation (lot, action) WHERE lot IS NOT NULL;
CREATE INDEX deviation_by_session ON deviation (session, id) WHERE session IS NOT NULL;

-- What became of it: assessed (text: what it means for whom and what), then closed (text: the root cause)
-- with what was decided of what it is about; open until then. done: at once, against it; others: what it means for other
-- lots, batches and patients; measures: that set right what was wrong and keep it from coming again, which responsible sees
-- to until a day, due; settles: the row whose measures were seen to, which text says how.
CREATE TABLE deviation_status (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	deviation INTEGER NOT NULL REFERENCES deviation,
	status    TEXT NOT NULL,
	text      TEXT NOT NULL,
	decision  TEXT,
	done      TEXT,
	others    TEXT,
	measures  TEXT,
	responsible INTEGER REFERENCES person,
	due       TEXT,
	settles   INTEGER UNIQUE REFERENCES deviation_status,
	CONSTRAINT "a deviation is open, assessed or closed" CHECK (status IN ('assessed', 'closed')),
	CONSTRAINT "what is closed was decided: to use it, to reject it, or nothing"
	CHECK ((decision IS NULL) = (status = 'assessed') AND coalesce(decision, 'use') IN ('use', 'reject', 'nothing'))
) STRICT;
CREATE INDEX deviation_status_by_deviation ON deviation_status (deviation, id);
CREATE INDEX deviation_status_due ON deviation_status (id) WHERE due IS NOT NULL;

-- What people read, in the language they read it: the words of lists that can grow (kinds of reaction) and the
-- sentences handed to patients. The newest row of a list, code and language holds, unless it dropped it.
CREATE TABLE phrase (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	list     TEXT NOT NULL,
	code     TEXT NOT NULL,
	language TEXT NOT NULL,
	text     TEXT NOT NULL,
	dropped  INTEGER NOT NULL
) STRICT;
CREATE INDEX phrase_by_code ON phrase (list, code, language, id);

-- What a patient showed or felt after a session; kind is a phrase of the list 'reaction'. Severity, outcome and
-- all that is found out or done about it are entries: the first is made with it, a follow-up is one more.
CREATE TABLE reaction (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	number  TEXT NOT NULL UNIQUE,
	series  TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	session INTEGER NOT NULL REFERENCES session,
	patient INTEGER NOT NULL REFERENCES patient,
	kind    TEXT NOT NULL,
	onset   TEXT,
	area    TEXT,
	told_by TEXT,
	UNIQUE (series, ordinal)
) STRICT;
CREATE INDEX reaction_by_session ON reaction (session, id);
CREATE INDEX reaction_by_patient ON reaction (patient, id);
CREATE INDEX reaction_by_action ON reaction (action);

-- What an entry leaves out is as it was. reported_to: a regulator, a maker, a prescriber; reference: theirs.
CREATE TABLE reaction_entry (
	id          INTEGER PRIMARY KEY,
	action      INTEGER NOT NULL REFERENCES action,
	reaction    INTEGER NOT NULL REFERENCES reaction,
	at          TEXT NOT NULL,
	severity    TEXT,
	outcome     TEXT,
	treatment   TEXT,
	reported_to TEXT,
	reference   TEXT,
	note        TEXT,
	CONSTRAINT "a reaction is mild, moderate, severe or life-threatening"
	CHECK (severity IN ('mild', 'moderate', 'severe', 'life-threatening')),
	CONSTRAINT "it is ongoing, resolving, resolved, lasting, fatal or unknown"
	CHECK (outcome IN ('ongoing', 'resolving', 'resolved', 'lasting', 'fatal', 'unknown'))
) STRICT;
CREATE INDEX reaction_entry_by_reaction ON reaction_entry (reaction, at, id);

-- What a version of a rule said of a version, a batch or a session, and what became of it: it warned, was passed
-- for a reason or under a signature, or had happened already. excess: how far beyond the rule's number it is, in atoms
-- (of a concentration: in one mL, g or piece); below the least: negative; NULL: nothing was measured. supposed: 1 where it
-- is of what might be made of a version, NULL where it is so.
CREATE TABLE verdict (
	id            INTEGER PRIMARY KEY,
	action        INTEGER NOT NULL REFERENCES action,
	rule_revision INTEGER NOT NULL REFERENCES rule_revision,
	outcome       TEXT NOT NULL,
	text          TEXT NOT NULL,
	reason        TEXT,
	subject       TEXT,
	version       INTEGER REFERENCES version,
	batch         INTEGER REFERENCES batch,
	session       INTEGER REFERENCES session,
	lot           INTEGER REFERENCES lot,
	excess        INTEGER,
	supposed      INTEGER,
	CONSTRAINT "a verdict warned, was overridden or signed, or came too late"
	CHECK (outcome IN ('warned', 'overridden', 'signed', 'exception'))
) STRICT;
CREATE INDEX verdict_by_action ON verdict (action);
CREATE INDEX verdict_passed ON verdict (id) WHERE outcome <> 'warned';
CREATE INDEX verdict_by_batch ON verdict (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX verdict_by_lot ON verdict (lot, id) WHERE lot IS NOT NULL AND batch IS NULL AND session IS NULL;
CREATE INDEX verdict_by_session ON verdict (session, id) WHERE session IS NOT NULL;
CREATE INDEX verdict_by_version ON verdict (version, id) WHERE version IS NOT NULL;

-- What is called back, or a drill of it: the root of a trace (sql/trace.sql), as it was found when it was opened.
CREATE TABLE recall (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	number    TEXT NOT NULL UNIQUE,
	series    TEXT NOT NULL,
	ordinal   INTEGER NOT NULL,
	drill     INTEGER NOT NULL,
	code      TEXT NOT NULL,
	kind      TEXT NOT NULL,
	lot       INTEGER REFERENCES lot,
	container INTEGER REFERENCES container,
	product   INTEGER REFERENCES product,
	patient   INTEGER REFERENCES patient,
	session   INTEGER REFERENCES session,
	supplier  INTEGER REFERENCES supplier,
	recipe    INTEGER REFERENCES recipe,
	class     TEXT,
	cause     TEXT,
	hazard    TEXT,
	UNIQUE (series, ordinal)
) STRICT;

-- What was done of it. lot: touched by it, was what it was judged as then, amount what was left, held where this
-- recall held it (a drill holds nothing), and once more where it had to be held again; added: a cause, a hazard or a
-- class that was learned later; contact: a patient was reached, or held is 0 and was not; found: so much of a lot was
-- found; closed.
CREATE TABLE recall_step (
	id      INTEGER PRIMARY KEY,
	action  INTEGER NOT NULL REFERENCES action,
	recall  INTEGER NOT NULL REFERENCES recall,
	kind    TEXT NOT NULL,
	at      TEXT NOT NULL,
	lot     INTEGER REFERENCES lot,
	patient INTEGER REFERENCES patient,
	amount  INTEGER,
	was     TEXT,
	held    INTEGER,
	how     TEXT,
	note    TEXT,
	CONSTRAINT "a step of a recall is lot, added, contact, found or closed"
	CHECK (kind IN ('lot', 'added', 'contact', 'found', 'closed'))
) STRICT;
CREATE INDEX recall_step_by_recall ON recall_step (recall, kind, id);
CREATE INDEX recall_step_by_lot ON recall_step (lot, recall) WHERE lot IS NOT NULL;

-- A place that stood too warm or too cold, or was thought to: hundredths of a degree Celsius. usual: what it stands at
-- else; readings: "INSTANT=DEGREES ..." as they were read.
CREATE TABLE temperature (
	id       INTEGER PRIMARY KEY,
	action   INTEGER NOT NULL REFERENCES action,
	number   TEXT NOT NULL UNIQUE,
	series   TEXT NOT NULL,
	ordinal  INTEGER NOT NULL,
	place    INTEGER NOT NULL REFERENCES place,
	low      INTEGER NOT NULL,
	high     INTEGER NOT NULL,
	since    TEXT NOT NULL,
	till     TEXT NOT NULL,
	usual    INTEGER,
	probe    TEXT,
	readings TEXT,
	note     TEXT,
	UNIQUE (series, ordinal)
) STRICT;

-- A lot that was there then: how much, since when, what its rules say and whether it was outside of them; or, in a
-- later row, what was decided of it.
CREATE TABLE temperature_lot (
	id          INTEGER PRIMARY KEY,
	action      INTEGER NOT NULL REFERENCES action,
	temperature INTEGER NOT NULL REFERENCES temperature,
	lot         INTEGER NOT NULL REFERENCES lot,
	amount      INTEGER,
	since       TEXT,
	verdict     TEXT,
	outside     INTEGER,
	decision    TEXT,
	CONSTRAINT "what stood too warm is used, held or discarded"
	CHECK (decision IN ('use', 'hold', 'discard'))
) STRICT;
CREATE INDEX temperature_lot_by_event ON temperature_lot (temperature, lot, id);
CREATE INDEX temperature_lot_by_lot ON temperature_lot (lot);

-- A signature, bound to the SHA-256 of what was signed; it lapses when that changes. seal: of the last act that was
-- reviewed, with all before it.
CREATE TABLE signature (
	id        INTEGER PRIMARY KEY,
	action    INTEGER NOT NULL REFERENCES action,
	person    INTEGER NOT NULL REFERENCES person,
	meaning   TEXT NOT NULL,
	lot       INTEGER REFERENCES lot,
	batch     INTEGER REFERENCES batch,
	version   INTEGER REFERENCES version,
	session   INTEGER REFERENCES session,
	rule      INTEGER REFERENCES rule_revision,
	deviation INTEGER REFERENCES deviation,
	tally     INTEGER REFERENCES tally,
	recall    INTEGER REFERENCES recall,
	reaction  INTEGER REFERENCES reaction,
	seal      INTEGER REFERENCES seal,
	content   BLOB NOT NULL,
	CONSTRAINT "a signature means what the list of meanings says"
	CHECK (meaning IN ('prepared', 'verified', 'reviewed', 'approved', 'released', 'rejected',
	                   'performed', 'counted', 'witnessed', 'amended'))
) STRICT;
CREATE INDEX signature_by_action ON signature (action);
CREATE INDEX signature_by_batch ON signature (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX signature_by_version ON signature (version, id) WHERE version IS NOT NULL;
CREATE INDEX signature_by_session ON signature (session, id) WHERE session IS NOT NULL;
CREATE INDEX signature_by_lot ON signature (lot, id) WHERE lot IS NOT NULL;
CREATE INDEX signature_by_rule ON signature (rule, id) WHERE rule IS NOT NULL;
CREATE INDEX signature_by_deviation ON signature (deviation, id) WHERE deviation IS NOT NULL;
CREATE INDEX signature_by_tally ON signature (tally, id) WHERE tally IS NOT NULL;
CREATE INDEX signature_by_recall ON signature (recall, id) WHERE recall IS NOT NULL;
CREATE INDEX signature_by_reaction ON signature (reaction, id) WHERE reaction IS NOT NULL;
CREATE INDEX signature_by_seal ON signature (seal, id) WHERE seal IS NOT NULL;

-- Sessions that nobody has signed as performed, or what was given in them was corrected since: kept by the triggers
-- below, so that they are found among millions. What was only reported is signed by nobody.
-- derived
CREATE TABLE unsigned_session (
	session INTEGER PRIMARY KEY REFERENCES session
) STRICT;

CREATE TRIGGER session_waits_for_a_signature AFTER INSERT ON session WHEN NEW.reported IS NULL
BEGIN INSERT INTO unsigned_session (session) VALUES (NEW.id); END;
CREATE TRIGGER session_is_signed AFTER INSERT ON signature WHEN NEW.session IS NOT NULL AND NEW.meaning = 'performed'
BEGIN DELETE FROM unsigned_session WHERE session = NEW.session; END;
CREATE TRIGGER line_unsigns_its_sessions AFTER INSERT ON batch_line WHEN NEW.replaces IS NOT NULL
BEGIN
	INSERT INTO unsigned_session (session)
	SELECT DISTINCT y.session FROM batch b JOIN syringe y ON y.lot = b.lot
	 WHERE b.id = NEW.batch AND NOT EXISTS (SELECT 1 FROM unsigned_session u WHERE u.session = y.session);
END;
CREATE TRIGGER composition_unsigns_its_sessions AFTER INSERT ON composition
WHEN EXISTS (SELECT 1 FROM composition WHERE lot = NEW.lot AND action < NEW.action)
BEGIN
	INSERT INTO unsigned_session (session)
	SELECT DISTINCT y.session FROM syringe y
	 WHERE y.lot = NEW.lot AND NOT EXISTS (SELECT 1 FROM unsigned_session u WHERE u.session = y.session);
END;

-- Counts that who counted has not signed, kept by the triggers below for the same reason.
-- derived
CREATE TABLE unsigned_tally (
	tally INTEGER PRIMARY KEY REFERENCES tally
) STRICT;

CREATE TRIGGER tally_waits_for_a_signature AFTER INSERT ON tally
BEGIN INSERT INTO unsigned_tally (tally) VALUES (NEW.id); END;
CREATE TRIGGER tally_is_signed AFTER INSERT ON signature WHEN NEW.tally IS NOT NULL AND NEW.meaning = 'counted'
BEGIN DELETE FROM unsigned_tally WHERE tally = NEW.tally; END;

-- The views in a store are for reports, a clinic's own too, and for who looks into it with another tool.

-- Who did an act, as it is shown everywhere: with who typed it, where that was another.
CREATE VIEW act_by AS
SELECT a.id AS action,
       (SELECT p.code FROM person p WHERE p.id = a.person)
       || coalesce((SELECT ', typed by ' || t.code FROM person t WHERE t.id = a.typist), '') AS code,
       coalesce((SELECT ', typed by ' || t.code FROM person t WHERE t.id = a.typist), '') AS typed
  FROM action a;

-- Who holds which role.
CREATE VIEW role_now AS
SELECT r.person, r.role
  FROM person_role r
 WHERE r.held = 1
   AND r.id = (SELECT max(id) FROM person_role WHERE person = r.person AND role = r.role);
