/*
 * xlsx.h - libxlsxwriter, opened when the first workbook is
 *
 * It brings minizip, and that OpenSSL on some systems: to load them takes longer than most
 * commands take for their own work. So where the Makefile finds it as a shared library
 * (XLSX_LIBRARY), it is not linked but opened late, and its functions are called by these names
 * through a table.
 */
#ifndef XLSX_H
#define XLSX_H

#include "error.h"

#include <xlsxwriter.h>

/* Before any of its functions is called. STORE when the library is not there. */
bool xlsx_open(struct error *err);
/* Before any of those that read one back (reading_late.h). */
bool xlsx_read(struct error *err);

#ifdef XLSX_LIBRARY

#define XLSX_FUNCTIONS(F) \
	F(format_set_align) F(format_set_bg_color) F(format_set_bold) \
	F(format_set_font_color) F(format_set_font_size) F(format_set_indent) F(format_set_num_format) F(format_set_text_wrap) \
	F(lxw_col_to_name) F(lxw_rowcol_to_cell) F(lxw_rowcol_to_cell_abs) \
	F(lxw_strerror) F(lxw_workbook_free) F(workbook_add_format) F(workbook_add_worksheet) \
	F(workbook_close) F(workbook_define_name) F(workbook_new_opt) \
	F(workbook_set_custom_property_string) F(workbook_set_properties) F(worksheet_autofilter) \
	F(worksheet_conditional_format_range) F(worksheet_fit_to_pages) F(worksheet_freeze_panes) \
	F(worksheet_ignore_errors) F(worksheet_protect) F(worksheet_repeat_rows) F(worksheet_set_column) \
	F(worksheet_set_footer) F(worksheet_set_header) F(worksheet_set_landscape) F(worksheet_set_margins) \
	F(worksheet_set_paper) F(worksheet_set_row) F(worksheet_write_formula_num) F(worksheet_write_formula_str) \
	F(worksheet_write_number) F(worksheet_write_string) F(worksheet_write_url_opt) \
	F(format_set_underline) F(workbook_add_chart) F(chart_add_series) F(chart_series_set_categories) \
	F(chart_series_set_values) F(chart_series_set_name) F(chart_title_set_name) \
	F(chart_legend_set_position) F(worksheet_insert_chart_opt) F(chart_axis_set_name) \
	F(chart_axis_set_name_font) F(chart_title_set_name_font) F(format_set_border) F(format_set_bottom) \
	F(worksheet_merge_range) F(worksheet_set_h_pagebreaks) F(worksheet_write_blank)

struct xlsx {
#define F(name) __typeof__(name) *name;
	XLSX_FUNCTIONS(F)
#undef F
};

extern struct xlsx xlsx;

#ifndef XLSX_TABLE
#define format_set_align                    xlsx.format_set_align
#define format_set_bg_color                 xlsx.format_set_bg_color
#define format_set_bold                     xlsx.format_set_bold
#define format_set_font_color               xlsx.format_set_font_color
#define format_set_font_size                xlsx.format_set_font_size
#define format_set_indent                   xlsx.format_set_indent
#define format_set_num_format               xlsx.format_set_num_format
#define format_set_text_wrap                xlsx.format_set_text_wrap
#define lxw_col_to_name                     xlsx.lxw_col_to_name
#define lxw_rowcol_to_cell                  xlsx.lxw_rowcol_to_cell
#define lxw_rowcol_to_cell_abs              xlsx.lxw_rowcol_to_cell_abs
#define lxw_strerror                        xlsx.lxw_strerror
#define lxw_workbook_free                   xlsx.lxw_workbook_free
#define workbook_add_format                 xlsx.workbook_add_format
#define workbook_add_worksheet              xlsx.workbook_add_worksheet
#define workbook_close                      xlsx.workbook_close
#define workbook_define_name                xlsx.workbook_define_name
#define workbook_new_opt                    xlsx.workbook_new_opt
#define workbook_set_custom_property_string xlsx.workbook_set_custom_property_string
#define workbook_set_properties             xlsx.workbook_set_properties
#define worksheet_autofilter                xlsx.worksheet_autofilter
#define worksheet_conditional_format_range  xlsx.worksheet_conditional_format_range
#define worksheet_fit_to_pages              xlsx.worksheet_fit_to_pages
#define worksheet_freeze_panes              xlsx.worksheet_freeze_panes
#define worksheet_ignore_errors             xlsx.worksheet_ignore_errors
#define worksheet_protect                   xlsx.worksheet_protect
#define worksheet_repeat_rows               xlsx.worksheet_repeat_rows
#define worksheet_set_column                xlsx.worksheet_set_column
#define worksheet_set_footer                xlsx.worksheet_set_footer
#define worksheet_set_header                xlsx.worksheet_set_header
#define worksheet_set_landscape             xlsx.worksheet_set_landscape
#define worksheet_set_margins               xlsx.worksheet_set_margins
#define worksheet_set_paper                 xlsx.worksheet_set_paper
#define worksheet_set_row                   xlsx.worksheet_set_row
#define worksheet_write_formula_num         xlsx.worksheet_write_formula_num
#define worksheet_write_formula_str         xlsx.worksheet_write_formula_str
#define worksheet_write_number              xlsx.worksheet_write_number
#define worksheet_write_string              xlsx.worksheet_write_string
#define format_set_underline        xlsx.format_set_underline
#define worksheet_write_url_opt     xlsx.worksheet_write_url_opt
#define workbook_add_chart          xlsx.workbook_add_chart
#define chart_add_series            xlsx.chart_add_series
#define chart_series_set_categories xlsx.chart_series_set_categories
#define chart_series_set_values     xlsx.chart_series_set_values
#define chart_series_set_name       xlsx.chart_series_set_name
#define chart_title_set_name        xlsx.chart_title_set_name
#define chart_legend_set_position   xlsx.chart_legend_set_position
#define worksheet_insert_chart_opt  xlsx.worksheet_insert_chart_opt
#define chart_axis_set_name         xlsx.chart_axis_set_name
#define chart_axis_set_name_font    xlsx.chart_axis_set_name_font
#define chart_title_set_name_font   xlsx.chart_title_set_name_font
#define format_set_border           xlsx.format_set_border
#define format_set_bottom           xlsx.format_set_bottom
#define worksheet_merge_range       xlsx.worksheet_merge_range
#define worksheet_set_h_pagebreaks  xlsx.worksheet_set_h_pagebreaks
#define worksheet_write_blank       xlsx.worksheet_write_blank
#endif
#endif
#endif
