#include "sheet.h"

#include <stdio.h>
#include <string.h>

/* What a line comes to after the factor: "400 mg", "3.333333333... mL". */
static void write_target(const struct worksheet *sheet, const struct planned *planned,
                         char text[RATIO_TEXT])
{
	enum unit unit = planned->line.kind == LINE_FILL ? sheet->target.unit
	                                                 : planned->line.amount.unit;

	ratio_format(planned->target, unit, text);
}

static void show_draw(struct desk *desk, const struct worksheet *sheet,
                      const struct planned *planned, const struct draw *draw, bool first)
{
	char text[RATIO_TEXT], lot[LOT_NUMBER + 24];

	page_count(desk->page, planned->line.position);
	page_text(desk->page, planned->line.text);
	write_target(sheet, planned, text);
	page_text(desk->page, first ? text : NULL);
	if (draw->pick.ordinal)
		snprintf(lot, sizeof lot, "%s/%lld", draw->pick.number,
		         (long long)draw->pick.ordinal);
	else
		snprintf(lot, sizeof lot, "%s", draw->pick.number);
	page_text(desk->page, draw->pick.code);
	page_text(desk->page, lot);
	if (draw->pick.strength.stated)
		page_strength(desk->page, &draw->pick.strength);
	else
		page_blank(desk->page);
	ratio_format(draw->pick.required, draw->pick.unit, text);
	page_text(desk->page, text);
	page_amount(desk->page, (struct quantity){ draw->pick.amount, draw->pick.unit });
	page_amount(desk->page, (struct quantity){ draw->left, draw->pick.unit });
	page_text(desk->page, draw->pick.why);
	page_row_end(desk->page);
}

static void show_lines(struct desk *desk, const struct worksheet *sheet)
{
	page_begin(desk->page, "worksheet",
	           "title Worksheet\nposition count Line\nasked text Asked [hide=table]\n"
	           "target text Target\nproduct text Product\nlot text Lot\nstrength strength "
	           "By assay [hide=table]\n"
	           "exact text Exactly\nmeasured amount Measured\nleft amount Left\nwhy text "
	           "Why [hide=table]\n");
	for (int i = 0; i < sheet->line_count; i++)
		for (int k = 0; k < sheet->lines[i].draws; k++)
			show_draw(desk, sheet, &sheet->lines[i],
			          &sheet->draws[sheet->lines[i].first + k], k == 0);
	page_end(desk->page);
}

static void show_lacking(struct desk *desk, const struct worksheet *sheet)
{
	char text[RATIO_TEXT];

	page_begin(desk->page, "lacking",
	           "title Cannot be met\nposition count Line\nasked text Asked\ntarget text "
	           "Target\n"
	           "why text Why\n");
	for (int i = 0; i < sheet->line_count; i++)
		if (sheet->lines[i].lacking) {
			write_target(sheet, &sheet->lines[i], text);
			page_count(desk->page, sheet->lines[i].line.position);
			page_text(desk->page, sheet->lines[i].line.text);
			page_text(desk->page, text);
			page_text(desk->page, sheet->lines[i].why);
			page_row_end(desk->page);
		}
	page_end(desk->page);
}

static void write_lot(struct desk *desk, int64_t position, const char *number, int64_t ordinal)
{
	char lot[LOT_NUMBER + 24];

	page_count(desk->page, position);
	if (ordinal)
		snprintf(lot, sizeof lot, "%s/%lld", number, (long long)ordinal);
	else
		snprintf(lot, sizeof lot, "%s", number);
	page_text(desk->page, lot);
}

/* Line by line what was taken, then what was not, each with its reason. */
static void show_choices(struct desk *desk, const struct worksheet *sheet)
{
	page_begin(desk->page, "choices",
	           "title Lots, and why\nposition count Line\nlot text Lot\n"
	           "choice text Choice [flag=passed over:grey]\nwhy text Why\n");
	for (int i = 0; i < sheet->line_count; i++) {
		const struct planned *planned = &sheet->lines[i];

		for (int k = planned->first; k < planned->first + planned->draws; k++) {
			const struct pick *pick = &sheet->draws[k].pick;

			write_lot(desk, planned->line.position, pick->number, pick->ordinal);
			page_text(desk->page, "taken");
			page_text(desk->page, pick->why);
			page_row_end(desk->page);
		}
		for (int k = 0; k < sheet->passed_count; k++)
			if (sheet->passed[k].position == planned->line.position) {
				write_lot(desk, planned->line.position,
				          sheet->passed[k].passed.number,
				          sheet->passed[k].passed.ordinal);
				page_text(desk->page, "passed over");
				page_text(desk->page, sheet->passed[k].passed.why);
				page_row_end(desk->page);
			}
	}
	page_end(desk->page);
	if (sheet->passed_more)
		page_say(desk->page, "and %d more were passed over", sheet->passed_more);
}

void sheet_show(struct desk *desk, const struct worksheet *sheet)
{
	char yield[QUANTITY_TEXT], target[QUANTITY_TEXT];

	quantity_format(sheet->version.yield, yield);
	quantity_format(sheet->target, target);
	if (sheet->factor.num == sheet->factor.den)
		page_say(desk->page, "%s, %s", sheet->version.code, target);
	else
		page_say(desk->page, "%s, %s: every line times %s / %s", sheet->version.code,
		         target, target, yield);
	show_lines(desk, sheet);
	if (sheet->lacking)
		show_lacking(desk, sheet);
	show_choices(desk, sheet);
}

void sheet_notes(struct desk *desk, const struct worksheet *sheet)
{
	char copy[sizeof sheet->notes], *line, *rest = copy;

	memcpy(copy, sheet->notes, sizeof copy);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			page_say(desk->page, "%s", line);
}
