/*
 * picture.c - a chart under its table
 */
#include "grid.h"

#include <string.h>

enum { PICTURE_ROWS = 16, BARS = 12, MOST_BARS = 36,
       ROWS_SAID = 2 };     /* between the table and them */

static void axis_name(lxw_chart_axis *axis, const char *name)
{
	lxw_chart_font plain = { .bold = LXW_EXPLICIT_FALSE, .size = 9 };

	chart_axis_set_name(axis, name);
	chart_axis_set_name_font(axis, &plain);
}

static const char *picture_category(const struct grid *grid, const struct picture *picture)
{
	return grid->columns.item[columns_named(&grid->columns, picture->names[0])].heading;
}

/* Each bar has its name beside it. */
static double picture_scale(const struct picture *picture, int64_t rows)
{
	rows = rows < MOST_BARS ? rows : MOST_BARS;
	return picture->kind == PICTURE_BAR && rows > BARS ? (double)rows / BARS : 1;
}

int pictures_lines(const struct grid *grid, int64_t rows)
{
	int lines = grid->columns.picture_count ? ROWS_SAID : 0;

	for (int i = 0; i < grid->columns.picture_count; i++)
		lines += (int)(PICTURE_ROWS * picture_scale(&grid->columns.pictures[i], rows));
	return lines;
}

void picture_write(struct grid *grid, const struct picture *picture)
{
	static const lxw_chart_type types[PICTURE_COUNT] = { LXW_CHART_COLUMN, LXW_CHART_BAR,
		                                             LXW_CHART_LINE, LXW_CHART_PIE };
	const struct stretch *stretch = &grid->stretches[0];
	int category = columns_named(&grid->columns, picture->names[0]);
	lxw_chart_options size = { .y_offset = 4,
		                   .x_scale = 1.3,
		                   .y_scale = picture_scale(picture, grid->rows) };
	lxw_chart_font bold = { .bold = LXW_TRUE, .size = 12 };
	char values[160] = "";
	bool lies = picture->kind == PICTURE_BAR;
	lxw_chart *chart;

	if (category < 0 || stretch->last < stretch->first)
		return;
	category = grid->across[category];
	chart = workbook_add_chart(grid->sheet->book->file, types[picture->kind]);
	for (int i = 1; chart && i < picture->count; i++) {
		int at = columns_named(&grid->columns, picture->names[i]);
		lxw_chart_series *series;

		if (at < 0)
			continue;
		series = chart_add_series(chart, NULL, NULL);
		chart_series_set_categories(series, stretch->sheet, stretch->first,
		                            (lxw_col_t)category, stretch->last,
		                            (lxw_col_t)category);
		chart_series_set_values(series, stretch->sheet, stretch->first,
		                        (lxw_col_t)grid->across[at], stretch->last,
		                        (lxw_col_t)grid->across[at]);
		chart_series_set_name(series, grid->columns.item[at].heading);
		snprintf(values + strlen(values), sizeof values - strlen(values), "%s%s",
		         *values ? ", " : "", grid->columns.item[at].heading);
	}
	if (!chart)
		return;
	if (*picture->title) {
		chart_title_set_name(chart, picture->title);
		chart_title_set_name_font(chart, &bold);
	}
	if (picture->kind != PICTURE_PIE) {
		/* A bar chart's axes lie, and so do their names. */
		axis_name(lies ? chart->y_axis : chart->x_axis,
		          picture_category(grid, picture));
		axis_name(lies ? chart->x_axis : chart->y_axis, values);
	}
	if (picture->count == 2 && picture->kind != PICTURE_PIE)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	sheet_page(grid->sheet, (int)(PICTURE_ROWS * size.y_scale));
	worksheet_insert_chart_opt(grid->sheet->at, grid->sheet->row, 0, chart, &size);
	grid->sheet->row += (lxw_row_t)(PICTURE_ROWS * size.y_scale);
}
