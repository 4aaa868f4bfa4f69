# Turn SQL files into C: one QUERY(name, table, columns, text) per "-- name:" line, or one
# MIGRATION(file, text) per file when run with -v whole=1, or one REPORT(name, text), comments and
# all, per file with -v report=1.
#
# In a statement: "--| column kind Heading ..." declares a column for people (src/report/sheet.h);
# "-- part: NAME" begins a piece of SQL, and {NAME} in any later statement stands for it.
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

function refuse(why) {
	print FILENAME ":" FNR ": " why > "/dev/stderr"
	failed = 1
	exit 1
}

function close_entry() {
	if (query) printf "QUERY(%s, \"%s\", \"%s\",%s)\n", query, table, columns, body
	if (whole_name) printf "MIGRATION(\"%s\",%s)\n", whole_name, body
	if (report_name) printf "REPORT(\"%s\",%s)\n", report_name, body
	query = part = table = columns = body = whole_name = report_name = ""
}

function keep(name) {
	body = body literal("CREATE TRIGGER " name "_is_final BEFORE UPDATE ON " name) \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never changed'); END;") \
	            literal("CREATE TRIGGER " name "_is_kept BEFORE DELETE ON " name) \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never removed'); END;") \
	            literal("CREATE TRIGGER " name "_is_new BEFORE INSERT ON " name) \
	            literal("WHEN EXISTS (SELECT 1 FROM " name " WHERE id = NEW.id)") \
	            literal("BEGIN SELECT RAISE(ABORT, 'rows of " name " are never replaced'); END;")
}

function file_name(    name) {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.sql$/, "", name)
	return name
}

FNR == 1 && whole                { close_entry(); whole_name = file_name() }
FNR == 1 && report               { close_entry(); report_name = file_name() }
report                           { body = body literal($0); next }
whole && /^-- (derived|kept apart)$/ { unkept = 1 }
/^-- name: / && !whole           { close_entry(); query = $3; next }
/^-- part: / && !whole           { close_entry(); part = $3; next }
/^--\|/ && query                 { columns = columns escaped(substr($0, 4)) "\\n"; next }
/^[ \t]*(--.*)?$/                { next }
whole {
	body = body literal($0)
	if ($1 == "CREATE" && $2 == "TABLE") { made = $3; guarded = !unkept; unkept = 0 }
	if (made && /;$/) { if (guarded) keep(made); made = "" }
	next
}
part                             { parts[part] = parts[part] (parts[part] ? "\n" : "") $0; next }
query {
	if ($1 == "INSERT" && $2 == "INTO" && !table) table = $3
	count = split(filled($0), lines, "\n")
	for (i = 1; i <= count; i++) body = body literal(lines[i])
	next
}
                                 { refuse("SQL before any name") }
END                              { if (!failed) close_entry() }
