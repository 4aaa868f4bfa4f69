# Turn CSV files into the items of a list in C: { .code = "first", .name = "second" }, per line, the members from the
# heading. An empty cell is left out.

function cell(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

# Cut the line at its commas, save those inside quotes; "" inside quotes is one.
function cut(line, cells,    count, text, at, c, quoted) {
	count = 0; text = ""; quoted = 0
	for (at = 1; at <= length(line); at++) {
		c = substr(line, at, 1)
		if (quoted && c == "\"" && substr(line, at + 1, 1) == "\"") { text = text c; at++ }
		else if (c == "\"") quoted = !quoted
		else if (c == "," && !quoted) { cells[++count] = text; text = "" }
		else text = text c
	}
	cells[++count] = text
	if (quoted) refuse("a quote is not closed")
	return count
}

function refuse(why) {
	print FILENAME ":" FNR ": " why > "/dev/stderr"
	failed = 1
	exit 1
}

FNR == 1 { width = cut($0, heading); next }
{
	if (cut($0, cells) != width) refuse("not as many cells as headings")
	row = "{ "
	for (i = 1; i <= width; i++)
		if (cells[i] != "") row = row "." heading[i] " = " cell(cells[i]) ", "
	print row "},"
}
END { if (failed) exit 1 }
