/*
 * sheet.c - a bare C program on SQLite and libxlsxwriter: the cells of a report from its own
 * SELECTs
 *
 * sheet STORE REPORT.sql OUT.xlsx HEAD FROM TO
 *
 * writes every section's rows in constant memory, with the formats the program gives them, and
 * nothing besides: no cover, totals, checks or digests.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum { MOST = 32, TEXT = 8192, ATOMS = 1000000 /* nL in a mL */ };

struct column { char name[64], kind[16], heading[64]; int at; };

struct section {
	char name[64], sql[TEXT];
	struct column columns[MOST];
	int count;
};

struct file {
	sqlite3 *db;
	lxw_workbook *book;
	lxw_format *text, *day, *instant, *number[10];
};

static void check(sqlite3 *db, int code, int wanted)
{
	if (code == wanted)
		return;
	fprintf(stderr, "sheet: %s\n", sqlite3_errmsg(db));
	exit(1);
}

/* Days since 1899-12-30, in the zone of TZ where there is a time. */
static double serial(const char *text)
{
	struct tm tm = { 0 };
	time_t at;

	if (sscanf(text, "%d-%d-%dT%d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
	           &tm.tm_min, &tm.tm_sec)
	    < 3)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	at = timegm(&tm);
	if (text[10])
		at = at + (localtime_r(&at, &tm), tm.tm_gmtoff);
	return 25569 + (double)at / 86400;
}

static int decimals(sqlite3_int64 atoms)
{
	int count = 0;

	for (; atoms % ATOMS != 0 && count < 9; count++)
		atoms = atoms % ATOMS * 10;
	return count;
}

static void amount(struct file *file, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   sqlite3_int64 atoms)
{
	worksheet_write_number(sheet, row, column, (double)atoms / ATOMS,
	                       file->number[decimals(atoms)]);
}

static void cells(struct file *file, lxw_worksheet *sheet, lxw_row_t row,
                  const struct section *section, sqlite3_stmt *from)
{
	lxw_col_t at = 0;

	for (int i = 0; i < section->count; i++, at++) {
		const struct column *column = &section->columns[i];
		const char *value = (const char *)sqlite3_column_text(from, column->at);

		if (!value)
			continue;
		if (strcmp(column->kind, "amount") == 0) {
			amount(file, sheet, row, at, sqlite3_column_int64(from, column->at));
			if (i + 1 == section->count || strcmp(column[1].kind, "amount") != 0)
				worksheet_write_string(sheet, row, ++at, "mL", NULL);
		} else if (strcmp(column->kind, "count") == 0)
			worksheet_write_number(sheet, row, at,
			                       (double)sqlite3_column_int64(from, column->at),
			                       file->number[0]);
		else if (strcmp(column->kind, "instant") == 0)
			worksheet_write_number(sheet, row, at, serial(value), file->instant);
		else if (strcmp(column->kind, "day") == 0)
			worksheet_write_number(sheet, row, at, serial(value), file->day);
		else if (strcmp(column->kind, "flag") != 0)
			worksheet_write_string(sheet, row, at, value, file->text);
		else if (*value == '1')
			worksheet_write_string(sheet, row, at, column->heading, file->text);
	}
}

static void write(struct file *file, struct section *section, char **words)
{
	lxw_worksheet *sheet = workbook_add_worksheet(file->book, section->name);
	static const char *const names[] = { ":head", ":from", ":to" };
	sqlite3_stmt *from;
	lxw_row_t row = 1;
	int code;

	check(file->db, sqlite3_prepare_v2(file->db, section->sql, -1, &from, NULL), SQLITE_OK);
	for (int i = 0; i < 3; i++)
		if (i)
			sqlite3_bind_text(from, sqlite3_bind_parameter_index(from, names[i]),
			                  words[i], -1, SQLITE_STATIC);
		else
			sqlite3_bind_int64(from, sqlite3_bind_parameter_index(from, names[i]),
			                   atoll(words[i]));
	for (int i = 0; i < section->count; i++) {
		worksheet_write_string(sheet, 0, (lxw_col_t)i, section->columns[i].heading,
		                       NULL);
		for (int j = 0; j < sqlite3_column_count(from); j++)
			if (strcmp(sqlite3_column_name(from, j), section->columns[i].name) == 0)
				section->columns[i].at = j;
	}
	while ((code = sqlite3_step(from)) == SQLITE_ROW)
		cells(file, sheet, row++, section, from);
	check(file->db, code, SQLITE_DONE);
	sqlite3_finalize(from);
}

static void column(struct section *section, const char *line)
{
	struct column *column = &section->columns[section->count];

	if (sscanf(line, "--| %63s %15s %63[^[\n]", column->name, column->kind, column->heading)
	    != 3)
		return;
	for (size_t end = strlen(column->heading); end && column->heading[end - 1] == ' '; )
		column->heading[--end] = '\0';
	section->count++;
}

/* Every "-- section:" of the report: its columns and its one statement. */
static void read(struct file *file, FILE *report, char **words)
{
	struct section section = { 0 };
	char line[1024];

	while (fgets(line, sizeof line, report)) {
		if (sscanf(line, "-- section: %63s", section.name) == 1) {
			section.count = 0;
			*section.sql = '\0';
		} else if (strncmp(line, "--|", 3) == 0)
			column(&section, line);
		else if (strncmp(line, "--", 2) != 0 && *section.name) {
			strcat(section.sql, line);
			if (strstr(line, ";\n")) {
				write(file, &section, words);
				*section.name = '\0';
			}
		}
	}
}

int main(int argc, char **argv)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	FILE *report = argc == 7 ? fopen(argv[2], "r") : NULL;
	char number[16] = "0";
	struct file file;

	if (!report) {
		fprintf(stderr, "usage: sheet STORE REPORT.sql OUT.xlsx HEAD FROM TO\n");
		return 64;
	}
	check(NULL, sqlite3_open_v2(argv[1], &file.db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	file.book = workbook_new_opt(argv[3], &options);
	file.text = workbook_add_format(file.book);
	format_set_num_format(file.text, "@");
	file.day = workbook_add_format(file.book);
	format_set_num_format(file.day, "yyyy\\-mm\\-dd");
	file.instant = workbook_add_format(file.book);
	format_set_num_format(file.instant, "yyyy\\-mm\\-dd hh:mm:ss");
	for (int i = 0; i < 10; i++) {
		file.number[i] = workbook_add_format(file.book);
		format_set_num_format(file.number[i], number);
		strcat(number, i ? "0" : ".0");
	}
	read(&file, report, argv + 4);
	fclose(report);
	return workbook_close(file.book) != LXW_NO_ERROR || sqlite3_close(file.db) != SQLITE_OK;
}
