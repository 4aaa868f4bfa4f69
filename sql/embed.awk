# Turn SQL files into C: one QUERY(name, table, columns, text) per "-- name:" line, or one
# MIGRATION(file, text) per file when run with -v whole=1, or one REPORT(name, text), comments and
# all, per file with -v report=1.
#
# In a statement: "--| column kind Heading ..." declares a column for people (src/report/sheet.h);
# "-- part: NAME" begins a piece of SQL, and {NAME} in any statement stands for it.
# A view of these files (CREATE VIEW name AS ...;) stands in every statement that reads from it, in brackets.
# In a schema: every CREATE TABLE gets the triggers that keep its rows, unless the line before says
# "-- derived" or "-- kept apart".

function escaped(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	gsub(/\n/, "\\n\"\n\t\"", text)
	return text
}

function literal(text) { return "\n\t\"" escaped(text) "\\n\"" }

function filled(text,    name) {
	while (match(text, /\{[A-Z_]+\}/)) {
		name = substr(text, RSTART + 1, RLENGTH - 2)
		if (!(name in parts)) refuse("no part " name)
		text = substr(text, 1, RSTART - 1) parts[name] substr(text, RSTART + RLENGTH)
	}
	return text
}

# With the views that are read from written out, the innermost last. Keywords are in capitals, so what follows
# in small letters is an alias; without one a view is called by its own name.
function seen(text,    name, before, after) {
	while (match(text, /(FROM|JOIN) [a-z_]+/)) {
		name = substr(text, RSTART + 5, RLENGTH - 5)
		after = substr(text, RSTART + RLENGTH)
		before = before substr(text, 1, RSTART + 4)
		text = name after
		if (name in views)
			text = "(" filled(views[name]) ")" (after ~ /^ [a-z]/ ? "" : " " name) after
		else {
			before = before name
			text = after
		}
	}
	return before text
}

# Parts and views, whichever file they stand in.
function read_pieces(    i, line, name, view) {
	for (i = 1; i < ARGC; i++) {
		name = view = ""
		while ((getline line < ARGV[i]) > 0) {
			split(line, words, " ")
			if (line ~ /^-- (name|part): /) {
				name = words[2] == "part:" ? words[3] : ""
				if (name in parts) refuse("two parts " name)
			} else if (line ~ /^CREATE VIEW /) {
				view = words[3]
				name = ""
			} else if (line ~ /^[ \t]*(--.*)?$/) {
				continue
			} else if (view) {
				views[view] = views[view] (views[view] ? "\n" : "") line
				if (sub(/;$/, "", views[view])) view = ""
			} else if (name) {
				parts[name] = parts[name] (parts[name] ? "\n" : "") line
			}
		}
		close(ARGV[i])
	}
}

function refuse(why) {
	print FILENAME ":" FNR ": " why > "/dev/stderr"
	failed = 1
	exit 1
}

function close_entry() {
	if (query) printf "QUERY(%s, \"%s\", \"%s\",%s)\n", query, table, columns, body
	keep_all()
	if (whole_name) printf "MIGRATION(\"%s\",%s)\n", whole_name, body
	if (report_name) printf "REPORT(\"%s\",%s)\n", report_name, body
	query = piece = table = columns = body = whole_name = report_name = ""
}

# The condition that a row of the table has the key of a new one already: columns, or lower(column).
function same(columns,    list, count, i, theirs, condition) {
	count = split(columns, list, /, */)
	for (i = 1; i <= count; i++) {
		theirs = list[i]
		if (!sub(/^lower\(/, "lower(NEW.", theirs)) theirs = "NEW." theirs
		condition = condition (i > 1 ? " AND " : "") list[i] " = " theirs
	}
	return count > 1 ? "(" condition ")" : condition
}

# A key that REPLACE could walk in by: of a column, a constraint or a unique index; that of lower(column) stands
# for the column too.
function add_key(line,    name, plain) {
	name = made
	if (line ~ /^CREATE UNIQUE INDEX /) {
		name = $6
		if (!(name in guarded)) refuse("a unique index stands in the file of its table, after it")
		if (line ~ / WHERE / && line !~ / WHERE [a-z_]+ IS NOT NULL;$/) refuse("unique WHERE column IS NOT NULL")
		sub(/^[^(]*\(/, "", line)
		sub(/\)( WHERE .*)?;$/, "", line)
		plain = line
		if (gsub(/^lower\(|\)$/, "", plain)) sub(" OR " plain " = NEW." plain, "", keys[name])
	} else if (line ~ /^[ \t]*UNIQUE \(/) {
		sub(/^[^(]*\(/, "", line)
		sub(/\).*/, "", line)
	} else if (line ~ / UNIQUE/) line = $1
	else return
	keys[name] = keys[name] " OR " same(line)
}

function keep(name) {
	body = body literal("CREATE TRIGGER " name "_is_final BEFORE UPDATE ON " name) \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never changed'); END;") \
	            literal("CREATE TRIGGER " name "_is_kept BEFORE DELETE ON " name) \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never removed'); END;") \
	            literal("CREATE TRIGGER " name "_is_new BEFORE INSERT ON " name) \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never replaced') FROM " name \
	                    " WHERE id = NEW.id" keys[name] "; END;")
}

# After all tables, since a key of one may be an index further down.
function keep_all(    i) {
	for (i = 1; i <= table_count; i++)
		if (guarded[tables[i]]) keep(tables[i])
	table_count = 0
	split("", guarded)
}

function file_name(    name) {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.sql$/, "", name)
	return name
}

BEGIN                            { if (!whole && !report) read_pieces() }
FNR == 1 && whole                { close_entry(); whole_name = file_name() }
FNR == 1 && report               { close_entry(); report_name = file_name() }
report                           { body = body literal($0); next }
whole && /^-- (derived|kept apart)$/ { unkept = 1 }
/^-- name: / && !whole           { close_entry(); query = $3; next }
/^(-- part: |CREATE VIEW )/ && !whole { close_entry(); piece = 1; next }
/^--\|/ && query                 { columns = columns escaped(substr($0, 4)) "\\n"; next }
/^[ \t]*(--.*)?$/                { next }
whole {
	if ($1 == "CREATE" && $2 == "TABLE") { made = tables[++table_count] = $3; guarded[made] = !unkept; unkept = 0 }
	if (made || /^CREATE UNIQUE INDEX /) add_key($0)
	if (made && /;$/) made = ""
	body = body literal($0)
	next
}
piece                            { next }
query {
	if ($1 == "INSERT" && $2 == "INTO" && !table) table = $3
	count = split(seen(filled($0)), lines, "\n")
	for (i = 1; i <= count; i++) body = body literal(lines[i])
	next
}
                                 { refuse("SQL before any name") }
END                              { if (!failed) close_entry() }
