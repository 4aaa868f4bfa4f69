/*
 * import_file.c - a table in text, cut into cells
 */
#include "import_inside.h"

#include "heap.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The file as it is cut: bytes go in one by one, so that the line of each row is known. */
struct cutter {
	struct import_file *out;
	struct import_row row;       /* the one begun */
	int64_t line;                /* of the byte at hand */
	bool begun;
};

/* "'=1+1": marked as text, as we write it (page.h). */
static bool is_marked(const char *text, size_t size)
{
	static const char *const begins[] = { "=",  "+",  "-",  "@",  "\t", "\r", "\n",
		                              "＝", "＋", "－", "＠", "−" };
	size_t at = 0;

	while (at < size && text[at] == '\'')
		at++;
	for (size_t i = 0; at && i < sizeof begins / sizeof *begins; i++)
		if (size - at >= strlen(begins[i])
		    && memcmp(text + at, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

static void take_cell(void *text, size_t size, void *data)
{
	struct cutter *cutter = data;
	struct import_row *row = &cutter->row;
	char *cell = NULL;

	if (size && is_marked(text, size))
		text = (char *)text + 1, size--;
	if (size) {
		cell = heap_new(size + 1);
		memcpy(cell, text, size);
		cell[size] = '\0';
	}
	row->cell = heap_more(row->cell, row->count, sizeof *row->cell);
	row->cell[row->count++] = cell;
}

static void free_row(struct import_row *row)
{
	for (int i = 0; i < row->count; i++)
		free(row->cell[i]);
	free(row->cell);
	*row = (struct import_row){ 0 };
}

/* A row whose cells are all empty says nothing: spreadsheets leave such behind. */
static void take_row(int end, void *data)
{
	struct cutter *cutter = data;
	struct import_file *out = cutter->out;
	bool filled = false;

	(void)end;
	for (int i = 0; i < cutter->row.count; i++)
		filled |= cutter->row.cell[i] != NULL;
	if (!filled)
		free_row(&cutter->row);
	else {
		out->rows = heap_more(out->rows, out->count, sizeof *out->rows);
		out->rows[out->count++] = cutter->row;
		cutter->row = (struct import_row){ 0 };
	}
	cutter->begun = false;
}

/* How many bytes the letter at text takes in UTF-8; 0 where it is none. */
static size_t utf8_length(const unsigned char *text, size_t left)
{
	static const struct { unsigned char mask, lead; uint32_t least;
	} shapes[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	uint32_t letter;
	size_t size = 0, at;

	while (size < 4 && (*text & shapes[size].mask) != shapes[size].lead)
		size++;
	if (size == 4 || size + 1 > left)
		return 0;
	letter = *text & (unsigned char)~shapes[size].mask;
	for (at = 1; at <= size; at++) {
		if ((text[at] & 0xc0) != 0x80)
			return 0;
		letter = letter << 6 | (text[at] & 0x3f);
	}
	if (letter < shapes[size].least || letter > 0x10ffff
	    || (letter >= 0xd800 && letter <= 0xdfff) || letter == 0)
		return 0;
	return size + 1;
}

static bool is_utf8(const char *text, size_t size, struct error *err)
{
	int64_t line = 1;

	for (size_t at = 0, length; at < size; at += length) {
		length = utf8_length((const unsigned char *)text + at, size - at);
		if (!length)
			return failed(err, FAULT_REFUSED,
			              "line %lld is not UTF-8; save the file as 'CSV UTF-8'",
			              (long long)line);
		line += text[at] == '\n';
	}
	return true;
}

/* The separator is what stands most often in the first line, outside quotes. */
static char separator_of(const char *text, size_t size)
{
	static const char known[] = ",;\t";
	int seen[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t at = 0; at < size && (quoted || (text[at] != '\n' && text[at] != '\r'));
	     at++) {
		const char *found = text[at] ? strchr(known, text[at]) : NULL;

		quoted ^= text[at] == '"';
		if (found && !quoted)
			seen[found - known]++;
	}
	for (int i = 1; i < 3; i++)
		if (seen[i] > seen[best])
			best = i;
	return known[best];
}

static bool cut(const char *text, size_t size, struct cutter *cutter, struct error *err)
{
	struct csv_parser parser;
	bool ok = true;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_delim(&parser, (unsigned char)separator_of(text, size));
	for (size_t at = 0; ok && at < size; at++) {
		bool ends = text[at] == '\n'
		            || (text[at] == '\r' && (at + 1 == size || text[at + 1] != '\n'));

		if (!cutter->begun && text[at] != '\n' && text[at] != '\r') {
			cutter->begun = true;
			cutter->row.number = cutter->line;
		}
		ok = csv_parse(&parser, text + at, 1, take_cell, take_row, cutter) == 1;
		if (ok)
			cutter->line += ends;
	}
	ok = ok && csv_fini(&parser, take_cell, take_row, cutter) == 0;
	csv_free(&parser);
	free_row(&cutter->row);
	return ok
	    || failed(err, FAULT_REFUSED,
	              "line %lld has a quote out of place: a cell with quotes in it stands in "
	              "quotes, and each quote twice",
	              (long long)cutter->line);
}

static char *read_all(FILE *file, size_t *size, struct error *err)
{
	size_t room = 1 << 16, got;
	char *text = heap_resize(NULL, room);

	for (*size = 0; (got = fread(text + *size, 1, room - *size, file)) > 0; )
		if ((*size += got) == room)
			text = heap_resize(text, room *= 2);
	if (!ferror(file))
		return text;
	failed(err, FAULT_STORE, "cannot read the file: %s", strerror(errno));
	free(text);
	return NULL;
}

bool import_file_read(FILE *file, struct import_file *out, struct error *err)
{
	struct cutter cutter = { .out = out, .line = 1 };
	size_t size, mark = 0;
	char *text = read_all(file, &size, err);
	bool ok;

	*out = (struct import_file){ 0 };
	if (!text)
		return false;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		mark = 3;
	ok = is_utf8(text + mark, size - mark, err)
	     && cut(text + mark, size - mark, &cutter, err);
	free(text);
	if (ok && out->count == 0)
		ok = failed(err, FAULT_REFUSED,
		            "the file is empty; --template writes the headings");
	if (!ok)
		import_file_free(out);
	return ok;
}

void import_file_free(struct import_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		free_row(&file->rows[i]);
	free(file->rows);
	*file = (struct import_file){ 0 };
}
