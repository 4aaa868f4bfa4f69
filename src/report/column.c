/*
 * column.c - reading declarations, and rows by them
 */
#include "column.h"
#include "heap.h"
#include "letters.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

static const struct { const char *name; enum column_kind kind;
} kinds[] = {
	{ "text", COLUMN_TEXT },       { "amount", COLUMN_AMOUNT },
	{ "scaled", COLUMN_SCALED },   { "strength", COLUMN_STRENGTH },
	{ "packs", COLUMN_PACKS },     { "day", COLUMN_DAY },
	{ "instant", COLUMN_INSTANT }, { "count", COLUMN_COUNT },
	{ "flag", COLUMN_FLAG },       { "hash", COLUMN_HASH },
	{ "check", COLUMN_CHECK },     { "ratio", COLUMN_RATIO },
};

static const char *const colours[COLOUR_COUNT] = { "", "red", "amber", "green", "grey" };

int columns_named(const struct columns *columns, const char *name)
{
	int at = columns->count;

	while (at-- > 0 && strcmp(columns->item[at].name, name) != 0)
		;
	return at;
}

static bool kind_find(const char *word, size_t length, enum column_kind *out)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strlen(kinds[i].name) == length
		    && memcmp(kinds[i].name, word, length) == 0) {
			*out = kinds[i].kind;
			return true;
		}
	return false;
}

const char *column_kind(const struct column *column)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].kind == column->kind)
			return kinds[i].name;
	return "";
}

static bool mark_parse(struct column *column, const char *text, struct error *err)
{
	const char *colon = strrchr(text, ':');
	struct mark *mark = &column->marks[column->mark_count];

	if (!colon || column->mark_count == COLUMN_MARKS
	    || (size_t)(colon - text) >= sizeof mark->word)
		return failed(err, FAULT_REFUSED, "'flag=%s' is not WORD:COLOUR", text);
	snprintf(mark->word, sizeof mark->word, "%.*s", (int)(colon - text), text);
	for (mark->colour = COLOUR_RED; mark->colour < COLOUR_COUNT; mark->colour++)
		if (strcmp(colours[mark->colour], colon + 1) == 0) {
			column->mark_count++;
			return true;
		}
	return failed(err, FAULT_REFUSED, "'%s' is not red, amber, green or grey", colon + 1);
}

static bool option_parse(struct column *column, char *text, struct error *err)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	if (strcmp(text, "total") == 0 && !value)
		column->total = true;
	else if (strcmp(text, "total") == 0) {
		column->total = true;
		snprintf(column->group, sizeof column->group, "%s", value);
	}
	else if (strcmp(text, "right") == 0 && !value)
		column->to_right = true;
	else if (strcmp(text, "hide") == 0 && value && strcmp(value, "table") == 0)
		column->hidden_in_tables = true;
	else if (strcmp(text, "quiet") == 0 && !value)
		column->quiet = true;
	else if (strcmp(text, "byhand") == 0 && !value)
		column->by_hand = true;
	else if (strcmp(text, "hundredths") == 0 && !value)
		column->hundredths = true;
	else if (strcmp(text, "names") == 0 && !value)
		column->of_names = true;
	else if (strcmp(text, "hide") == 0 && value && strcmp(value, "files") == 0)
		column->only_in_tables = true;
	else if (strcmp(text, "hide") == 0 && value && strcmp(value, "narrow") == 0)
		column->dispensable = true;
	else if (strcmp(text, "day") == 0 && !value)
		column->day_in_tables = true;
	else if (strcmp(text, "zone") == 0 && !value)
		column->zone_in_tables = true;
	else if (strcmp(text, "decimals") == 0 && value)
		column->decimals = atoi(value);
	else if (strcmp(text, "lines") == 0 && value)
		column->lines = atoi(value);
	else if (strcmp(text, "width") == 0 && value)
		column->width = atoi(value);
	else if (strcmp(text, "unit") == 0 && value)
		snprintf(column->unit, sizeof column->unit, "%s", value);
	else if (strcmp(text, "flag") == 0 && value)
		return mark_parse(column, value, err);
	else if (strcmp(text, "key") == 0 && column->kind == COLUMN_TEXT)
		snprintf(column->key, sizeof column->key, "%s", value ? value : column->name);
	else if (strcmp(text, "link") == 0 && value && column->kind == COLUMN_TEXT)
		snprintf(column->link, sizeof column->link, "%s", value);
	else if (strcmp(text, "formula") == 0 && value)
		snprintf(column->formula, sizeof column->formula, "%s", value);
	else
		return failed(err, FAULT_REFUSED, "'%s' is not an option of a column", text);
	return true;
}

/* "[a, b=c]" at the end of a heading, once or several times: cut it off and read it. */
static bool options_parse(struct column *column, char *heading, struct error *err)
{
	for (size_t length; (length = strlen(heading)) && heading[length - 1] == ']'; ) {
		char *open = strrchr(heading, '['), *rest, *option;

		if (!open)
			break;
		heading[length - 1] = '\0';
		*open = '\0';
		for (rest = open + 1; (option = strsep(&rest, ",")); ) {
			option += strspn(option, " ");
			for (size_t end = strlen(option); end && option[end - 1] == ' '; )
				option[--end] = '\0';
			if (!option_parse(column, option, err))
				return false;
		}
		while (open > heading && open[-1] == ' ')
			*--open = '\0';
	}
	return true;
}

static char *word_take(char **text)
{
	char *word = *text + strspn(*text, " \t");

	*text = word + strcspn(word, " \t");
	if (**text)
		*(*text)++ = '\0';
	*text += strspn(*text, " \t");
	return word;
}

/* "column month cost,waste What it cost" */
static bool picture_parse(struct columns *columns, char *line, struct error *err)
{
	static const char *const kinds[PICTURE_COUNT] = { "column", "bar", "line", "pie" };
	struct picture *picture = &columns->pictures[columns->picture_count];
	char *kind = word_take(&line), *names, *name;

	if (columns->picture_count == COLUMN_CHARTS)
		return failed(err, FAULT_REFUSED, "a section has at most %d charts",
		              COLUMN_CHARTS);
	while (picture->kind < PICTURE_COUNT && strcmp(kinds[picture->kind], kind) != 0)
		picture->kind++;
	if (picture->kind == PICTURE_COUNT)
		return failed(err, FAULT_REFUSED, "'%s' is not a kind of chart", kind);
	snprintf(picture->names[picture->count++], COLUMN_NAME, "%s", word_take(&line));
	for (names = word_take(&line); names && *names; ) {
		name = strsep(&names, ",");
		if (picture->count > COLUMN_SERIES)
			return failed(err, FAULT_REFUSED, "a chart has at most %d series",
			              COLUMN_SERIES);
		snprintf(picture->names[picture->count++], COLUMN_NAME, "%s", name);
	}
	letters_copy(picture->title, sizeof picture->title, line, strlen(line));
	columns->picture_count++;
	return true;
}

/* "Prepared by, Verified by" */
static bool signers_parse(struct columns *columns, char *line, struct error *err)
{
	for (char *name; (name = strsep(&line, ",")); columns->signer_count++) {
		if (columns->signer_count == COLUMN_SIGNERS)
			return failed(err, FAULT_REFUSED, "at most %d sign a section",
			              COLUMN_SIGNERS);
		name += strspn(name, " ");
		letters_copy(columns->signers[columns->signer_count], COLUMN_NAME, name,
		             strlen(name));
	}
	return true;
}

/* What is said of the section and not of a column, where the word after it is no kind: a column
 * may be called title. */
static bool is_about(const char *word, const char *about, const char *line)
{
	enum column_kind kind;

	return strcmp(word, about) == 0 && !kind_find(line, strcspn(line, " \t"), &kind);
}

static bool line_parse(struct columns *columns, char *line, struct error *err)
{
	struct column *column = &columns->item[columns->count];
	char *word = word_take(&line), *kind;

	if (!*word)
		return true;
	if (strcmp(word, "form") == 0 && !*line) {
		columns->form = true;
		return true;
	}
	if (is_about(word, "title", line)) {
		snprintf(columns->title, sizeof columns->title, "%s", line);
		return true;
	}
	if (is_about(word, "chart", line))
		return picture_parse(columns, line, err);
	if (is_about(word, "sign", line))
		return signers_parse(columns, line, err);
	if (columns->count == COLUMN_MOST)
		return failed(err, FAULT_REFUSED, "a section has at most %d columns",
		              COLUMN_MOST);
	*column = (struct column){ .unit = "unit" };
	kind = word_take(&line);
	snprintf(column->name, sizeof column->name, "%s", word);
	if (!kind_find(kind, strlen(kind), &column->kind))
		return failed(err, FAULT_REFUSED, "'%s' is not a kind of column", kind);
	if (!options_parse(column, line, err))
		return false;
	snprintf(column->heading, sizeof column->heading, "%s", *line ? line : word);
	columns->count++;
	return true;
}

static bool adds_up(const struct column *column)
{
	return column_has_unit(column) || column->kind == COLUMN_COUNT;
}

/* "opening + received - used = closing": the columns and their signs. */
static bool formula_parse(const struct columns *columns, struct column *column,
                          struct error *err)
{
	const char *at = column->formula;
	bool right = false;

	for (int sign = 1; *at; ) {
		char name[COLUMN_NAME];
		size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_0123456789");
		struct term *term = &column->terms[column->term_count];

		snprintf(name, sizeof name, "%.*s", (int)length, at);
		if (!length || column->term_count == COLUMN_TERMS
		    || (term->column = columns_named(columns, name)) < 0
		    || !adds_up(&columns->item[term->column])
		    || columns->item[term->column].only_in_tables)
			return failed(err, FAULT_REFUSED, "formula '%s' stumbles at '%s'",
			              column->formula, at);
		term->sign = right ? -sign : sign;
		term->right = right;
		column->term_count++;
		at += length;
		if (*at == '=')
			right = true;
		sign = *at == '-' ? -1 : 1;
		if (*at && !strchr("+-=", *at++))
			return failed(err, FAULT_REFUSED, "formula '%s' knows + - and = only",
			              column->formula);
	}
	return true;
}

void columns_leave_out(struct columns *columns, bool only_in_tables, bool names)
{
	int now[COLUMN_MOST], kept = 0;

	for (int i = 0; i < columns->count; i++)
		now[i] = (only_in_tables && columns->item[i].only_in_tables)
		                         || (names && columns->item[i].of_names)
		                 ? -1
		                 : kept++;
	for (int i = 0; i < columns->count; i++)
		if (now[i] >= 0 && now[i] != i)
			columns->item[now[i]] = columns->item[i];
	columns->count = kept;
	for (int i = 0; i < kept; i++)
		for (int j = 0; j < columns->item[i].term_count; j++)
			columns->item[i].terms[j].column =
				now[columns->item[i].terms[j].column];
}

bool columns_shown(const struct columns *columns)
{
	for (int i = 0; i < columns->count; i++)
		if (!columns->item[i].hidden_in_tables)
			return true;
	return false;
}

static bool group_is_there(const struct columns *columns, const struct column *column,
                           struct error *err)
{
	int at = columns_named(columns, column->group);

	return !*column->group || (at >= 0 && columns->item[at].kind == COLUMN_TEXT)
	    || failed(err, FAULT_REFUSED, "'total=%s' names no column of kind text",
	              column->group);
}

static bool picture_makes_sense(const struct columns *columns, const struct picture *picture,
                                struct error *err)
{
	if (columns->form || picture->count < 2)
		return failed(err, FAULT_REFUSED,
		              "a chart is KIND CATEGORIES VALUES Title, of a table");
	for (int i = 0; i < picture->count; i++) {
		int at = columns_named(columns, picture->names[i]);

		if (at < 0)
			return failed(err, FAULT_REFUSED, "a chart of '%s', which is no column",
			              picture->names[i]);
		if (i && !adds_up(&columns->item[at]))
			return failed(err, FAULT_REFUSED,
			              "a chart of '%s', which is no number", picture->names[i]);
	}
	return true;
}

bool columns_parse(const char *declaration, struct columns *out, struct error *err)
{
	char *copy = heap_text(declaration), *rest = copy, *line;
	bool ok = true;

	memset(out, 0, sizeof *out);
	while (ok && (line = strsep(&rest, "\n")))
		ok = line_parse(out, line, err);
	free(copy);
	for (int i = 0; ok && i < out->picture_count; i++)
		ok = picture_makes_sense(out, &out->pictures[i], err);
	for (int i = 0; ok && i < out->count; i++)
		ok = (!*out->item[i].formula || formula_parse(out, &out->item[i], err))
		  && group_is_there(out, &out->item[i], err);
	return ok;
}

static bool at_name(const struct row *row, const char *name, const char *suffix, int *at,
                    struct error *err)
{
	char text[COLUMN_NAME * 2];

	snprintf(text, sizeof text, "%s%s", name, suffix);
	*at = row_find(row, text);
	return *at >= 0
	    || failed(err, FAULT_REFUSED, "the question gives no column '%s'", text);
}

/* A column that only some questions give; -1 where this one does not. */
static int find_beside(const struct row *row, const char *name, const char *suffix)
{
	char text[COLUMN_NAME * 2];

	snprintf(text, sizeof text, "%s%s", name, suffix);
	return row_find(row, text);
}

static bool column_find(struct column *column, const struct row *row, struct error *err)
{
	const char *name = column->name;

	if (*column->formula) {
		column->at = -1;
		return true;
	}
	if (!at_name(row, name, "", &column->at, err))
		return false;
	switch (column->kind) {
	case COLUMN_AMOUNT:
		return at_name(row, column->unit, "", &column->unit_at, err);
	case COLUMN_RATIO:
		return at_name(row, column->unit, "", &column->unit_at, err)
		    && at_name(row, name, "_over", &column->over_at, err);
	case COLUMN_SCALED:
		return at_name(row, column->unit, "", &column->unit_at, err)
		    && at_name(row, name, "_times", &column->times_at, err)
		    && at_name(row, name, "_over", &column->over_at, err);
	case COLUMN_STRENGTH:
		return at_name(row, name, "_unit", &column->unit_at, err)
		    && at_name(row, name, "_per", &column->per_at, err)
		    && at_name(row, name, "_per_unit", &column->per_unit_at, err);
	case COLUMN_PACKS:
		column->open_at = find_beside(row, name, "_open");
		column->left_at = find_beside(row, name, "_left");
		return at_name(row, column->unit, "", &column->unit_at, err)
		    && at_name(row, name, "_each", &column->each_at, err);
	case COLUMN_INSTANT:
		column->plus_at = find_beside(row, name, "_plus");
		return true;
	case COLUMN_TEXT:
	case COLUMN_DAY:
	case COLUMN_COUNT:
	case COLUMN_FLAG:
	case COLUMN_HASH:
	case COLUMN_CHECK:
		break;
	}
	return true;
}

bool columns_find(struct columns *columns, const struct row *row, struct error *err)
{
	for (int i = 0; i < columns->count; i++)
		if (!column_find(&columns->item[i], row, err))
			return false;
	return true;
}

/* The store writes units by their own names: look there before reading spellings. */
static bool unit_read(const struct row *row, int at, enum unit *out, struct error *err)
{
	const char *name = row_text_at(row, at);

	if (!name)
		return failed(err, FAULT_REFUSED, "an amount has no unit in column '%s'",
		              row_name(row, at));
	for (*out = 0; *out < UNIT_COUNT; (*out)++)
		if (strcmp(name, unit_name(*out)) == 0)
			return true;
	return unit_parse(name, out, err);
}

static bool amount_read(const struct column *column, const struct row *row, struct cell *cell,
                        struct error *err)
{
	int64_t atoms = row_int_at(row, column->at);

	cell->kind = CELL_AMOUNT;
	cell->decimals = -1;
	if (column->kind == COLUMN_SCALED
	    && !scale(atoms, row_int_at(row, column->times_at),
	              row_int_at(row, column->over_at), ROUND_HALF_EVEN, &atoms, err))
		return false;
	cell->amount.atoms = atoms;
	return unit_read(row, column->unit_at, &cell->amount.unit, err);
}

static bool strength_read(const struct column *column, const struct row *row, struct cell *cell,
                          struct error *err)
{
	struct strength *strength = &cell->strength;

	cell->kind = row_null_at(row, column->per_unit_at) ? CELL_EMPTY : CELL_STRENGTH;
	if (cell->kind == CELL_EMPTY)
		return true;
	*strength = (struct strength){ .stated = !row_null_at(row, column->at) };
	strength->amount.atoms = row_int_at(row, column->at);
	strength->per.atoms = row_int_at(row, column->per_at);
	return !strength->stated
	    || (unit_read(row, column->unit_at, &strength->amount.unit, err)
	        && unit_read(row, column->per_unit_at, &strength->per.unit, err));
}

static bool ratio_read(const struct column *column, const struct row *row, struct cell *cell,
                       struct error *err)
{
	int64_t over = row_int_at(row, column->over_at);

	if (over <= 0)
		return failed(err, FAULT_REFUSED, "column '%s' is over %lld", column->name,
		              (long long)over);
	cell->kind = CELL_RATIO;
	cell->ratio = ratio_of(row_int_at(row, column->at), over);
	return unit_read(row, column->unit_at, &cell->amount.unit, err);
}

static bool packs_read(const struct column *column, const struct row *row, struct cell *cell,
                       struct error *err)
{
	cell->kind = row_null_at(row, column->each_at) ? CELL_EMPTY : CELL_PACKS;
	if (cell->kind == CELL_EMPTY)
		return true;
	cell->count = row_int_at(row, column->at);
	cell->amount.atoms = row_int_at(row, column->each_at);
	cell->open = column->open_at >= 0 ? row_int_at(row, column->open_at) : 0;
	cell->left = column->left_at >= 0 ? row_int_at(row, column->left_at) : 0;
	return unit_read(row, column->unit_at, &cell->amount.unit, err);
}

/* "7 x 5 mL, 1 open: 1.2 mL" */
static void packs_shown(const struct cell *cell, char out[CELL_TEXT])
{
	bool whole = cell->count || cell->amount.atoms || !cell->open;
	char left[QUANTITY_TEXT];

	if (whole)
		packs_format((struct packs){ cell->count, cell->amount }, out);
	if (!cell->open)
		return;
	quantity_format((struct quantity){ cell->left, cell->amount.unit }, left);
	snprintf(out + strlen(out), CELL_TEXT - strlen(out), "%s%lld open: %s",
	         whole ? ", " : "", (long long)cell->open, left);
}

static void hash_read(const struct column *column, const struct row *row, struct cell *cell)
{
	struct digest digest;
	size_t size;
	const void *bytes = row_blob(row, column->name, &size);

	cell->kind = CELL_WORDS;
	cell->text = cell->hex;
	if (size == sizeof digest.bytes) {
		memcpy(digest.bytes, bytes, size);
		digest_text(&digest, cell->hex);
	} else
		cell->text = row_text_at(row, column->at);
}

/* So many seconds later, where the column beside it says so; not where that is NULL. */
static void instant_read(const struct column *column, const struct row *row, struct cell *cell)
{
	struct instant from, later;

	cell->kind = CELL_INSTANT;
	cell->text = row_text_at(row, column->at);
	if (column->plus_at < 0)
		return;
	if (row_null_at(row, column->plus_at)) {
		cell->kind = CELL_EMPTY;
		return;
	}
	snprintf(from.text, sizeof from.text, "%s", cell->text);
	instant_add(&from, row_int_at(row, column->plus_at), &later);
	snprintf(cell->hex, sizeof cell->hex, "%s", later.text);
	cell->text = cell->hex;
}

static bool cell_read(const struct column *column, const struct row *row, struct cell *cell,
                      struct error *err)
{
	if (column->kind == COLUMN_STRENGTH)
		return strength_read(column, row, cell, err);
	if (row_null_at(row, column->at)) {
		cell->kind = CELL_EMPTY;
		return true;
	}
	switch (column->kind) {
	case COLUMN_AMOUNT:
	case COLUMN_SCALED:
		return amount_read(column, row, cell, err);
	case COLUMN_RATIO:
		return ratio_read(column, row, cell, err);
	case COLUMN_STRENGTH:
		break;
	case COLUMN_PACKS:
		return packs_read(column, row, cell, err);
	case COLUMN_TEXT:
		cell->kind = CELL_WORDS;
		cell->text = row_text_at(row, column->at);
		break;
	case COLUMN_DAY:
		cell->kind = CELL_DAY;
		cell->text = row_text_at(row, column->at);
		break;
	case COLUMN_INSTANT:
		instant_read(column, row, cell);
		break;
	case COLUMN_COUNT:
		cell->kind = CELL_COUNT;
		cell->hundredths = column->hundredths;
		cell->count = row_int_at(row, column->at);
		break;
	case COLUMN_FLAG:
		cell->kind = CELL_FLAG;
		cell->count = row_int_at(row, column->at) != 0;
		cell->text = column->heading;
		break;
	case COLUMN_HASH:
		hash_read(column, row, cell);
		break;
	case COLUMN_CHECK:
		cell->kind = CELL_CHECK;
		cell->count = row_int_at(row, column->at) != 0;
		break;
	}
	if ((cell->kind == CELL_DAY || cell->kind == CELL_INSTANT) && !*cell->text)
		cell->kind = CELL_EMPTY;
	if (cell->kind == CELL_INSTANT
	    && (strlen(cell->text) != 20 || cell->text[10] != 'T' || cell->text[19] != 'Z'))
		cell->kind = CELL_WORDS;
	return true;
}

/* The terms in atoms, added up exactly: an amount of their unit, a count, or whether they
 * cancel; empty where all of them are. */
static bool cell_work_out(const struct column *column, const struct cell *cells,
                          struct cell *cell, struct error *err)
{
	int64_t sum = 0;
	enum cell_kind kind = CELL_EMPTY;

	for (int i = 0; i < column->term_count; i++) {
		const struct cell *term = &cells[column->terms[i].column];
		int64_t value = term->kind == CELL_AMOUNT ? term->amount.atoms : term->count;

		if (term->kind == CELL_EMPTY)
			continue;
		if (__builtin_mul_overflow(value, column->terms[i].sign, &value)
		 || __builtin_add_overflow(sum, value, &sum))
			return failed(err, FAULT_REFUSED,
			              "formula '%s' outgrows what can be held",
			              column->formula);
		if (kind != CELL_EMPTY
		    && (kind != term->kind
		        || (kind == CELL_AMOUNT && cell->amount.unit != term->amount.unit)))
			return failed(err, FAULT_REFUSED,
			              "formula '%s' adds up different units", column->formula);
		kind = term->kind;
		cell->amount.unit = term->amount.unit;
	}
	cell->kind = column->kind == COLUMN_CHECK && kind != CELL_EMPTY ? CELL_CHECK : kind;
	cell->decimals = -1;
	cell->amount.atoms = sum;
	cell->count = cell->kind == CELL_CHECK ? sum == 0 : sum;
	return true;
}

bool columns_read(const struct columns *columns, const struct row *row, struct cell *cells,
                  struct error *err)
{
	for (int i = 0; i < columns->count; i++)
		if (columns->item[i].at >= 0
		    && !cell_read(&columns->item[i], row, &cells[i], err))
			return false;
	for (int i = 0; i < columns->count; i++)
		if (columns->item[i].at < 0
		    && !cell_work_out(&columns->item[i], cells, &cells[i], err))
			return false;
	return true;
}

static void lower(const char *text, char out[CELL_TEXT])
{
	size_t i = 0;

	for (; i < CELL_TEXT - 1 && text[i]; i++)
		out[i] = (char)tolower((unsigned char)text[i]);
	out[i] = '\0';
}

/* A difference may be less than nothing, which no quantity is: its sign is written here. */
static void amount_shown(const struct cell *cell, char out[CELL_TEXT])
{
	struct quantity amount = cell->amount;
	bool minus = amount.atoms < 0;

	*out = '-';
	if (minus)
		amount.atoms = -amount.atoms;
	if (cell->decimals >= 0)
		quantity_format_short(amount, cell->decimals, out + minus);
	else
		quantity_format(amount, out + minus);
}

const char *cell_shown(const struct cell *cell, const struct zone *zone, char out[CELL_TEXT])
{
	struct instant instant;

	*out = '\0';
	switch (cell->kind) {
	case CELL_EMPTY:
		break;
	case CELL_WORDS:
	case CELL_DAY:
		return cell->text ? cell->text : out;
	case CELL_COUNT:
		if (cell->hundredths)
			snprintf(out, CELL_TEXT, "%s%lld.%02lld", cell->count < 0 ? "-" : "",
			         llabs(cell->count / 100), llabs(cell->count % 100));
		else
			snprintf(out, CELL_TEXT, "%lld", (long long)cell->count);
		break;
	case CELL_AMOUNT:
		amount_shown(cell, out);
		break;
	case CELL_STRENGTH:
		strength_format(&cell->strength, out);
		break;
	case CELL_RATIO:
		ratio_format(cell->ratio, cell->amount.unit, out);
		break;
	case CELL_PACKS:
		packs_shown(cell, out);
		break;
	case CELL_INSTANT:
		if (!cell->text || !*cell->text)
			break;
		snprintf(instant.text, sizeof instant.text, "%s", cell->text);
		instant_local(&instant, zone, out);
		break;
	case CELL_FLAG:
		if (cell->count)
			lower(cell->text, out);
		break;
	case CELL_CHECK:
		return cell->count ? "ok" : "DIFFERS";
	}
	return out;
}

/* The fraction itself, of the unit's everyday size: "200/991 mL". */
static void ratio_exact(const struct cell *cell, char out[CELL_TEXT])
{
	int64_t num = cell->ratio.num, den = cell->ratio.den,
		everyday = unit_everyday_atoms(cell->amount.unit);
	struct ratio whole = ratio_of(num, everyday);

	if (__builtin_mul_overflow(whole.den, den, &den))
		snprintf(out, CELL_TEXT, "%lld/%lld/%lld %s", (long long)num,
		         (long long)cell->ratio.den, (long long)everyday,
		         unit_everyday(cell->amount.unit));
	else if ((whole = ratio_of(whole.num, den)).den == 1)
		snprintf(out, CELL_TEXT, "%lld %s", (long long)whole.num,
		         unit_everyday(cell->amount.unit));
	else
		snprintf(out, CELL_TEXT, "%lld/%lld %s", (long long)whole.num,
		         (long long)whole.den, unit_everyday(cell->amount.unit));
}

const char *cell_exact(const struct cell *cell, char out[CELL_TEXT])
{
	struct quantity amount = cell->amount;
	bool minus = amount.atoms < 0;

	switch (cell->kind) {
	case CELL_AMOUNT:
		*out = '-';
		if (minus)
			amount.atoms = -amount.atoms;
		quantity_number(amount, out + minus);
		return out;
	case CELL_INSTANT:
		return cell->text ? cell->text : "";
	case CELL_FLAG:
		return cell->count ? "1" : "0";
	case CELL_RATIO:
		ratio_exact(cell, out);
		return out;
	case CELL_EMPTY:
	case CELL_WORDS:
	case CELL_COUNT:
	case CELL_STRENGTH:
	case CELL_PACKS:
	case CELL_DAY:
	case CELL_CHECK:
		break;
	}
	return cell_shown(cell, NULL, out);
}

bool column_has_unit(const struct column *column)
{
	return column->kind == COLUMN_AMOUNT || column->kind == COLUMN_SCALED;
}

bool column_is_right(const struct column *column)
{
	switch (column->kind) {
	case COLUMN_AMOUNT:
	case COLUMN_SCALED:
	case COLUMN_COUNT:
	case COLUMN_PACKS:
	case COLUMN_STRENGTH:
	case COLUMN_RATIO:
		return true;
	case COLUMN_TEXT:
	case COLUMN_DAY:
	case COLUMN_INSTANT:
	case COLUMN_FLAG:
	case COLUMN_HASH:
	case COLUMN_CHECK:
		break;
	}
	return column->to_right;
}

enum colour column_colour(const struct column *column, const char *shown)
{
	for (int i = 0; i < column->mark_count; i++)
		if (strcmp(column->marks[i].word, shown) == 0)
			return column->marks[i].colour;
	return COLOUR_NONE;
}
