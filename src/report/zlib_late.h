/*
 * zlib_late.h - zlib, there once a workbook is opened
 *
 * It comes with libxlsxwriter and is opened as late (xlsx.h).
 */
#ifndef ZLIB_LATE_H
#define ZLIB_LATE_H

#include <zlib.h>

#ifdef XLSX_LIBRARY

#define ZLIB_FUNCTIONS(F) \
	F(deflateInit2_) F(deflate) F(deflateEnd) F(crc32) F(crc32_combine)

struct zlib {
#define F(name) __typeof__(name) *name;
	ZLIB_FUNCTIONS(F)
#undef F
};

extern struct zlib zlib;

#ifndef XLSX_TABLE
#define deflateInit2_ zlib.deflateInit2_
#define deflate       zlib.deflate
#define deflateEnd    zlib.deflateEnd
#define crc32         zlib.crc32
#define crc32_combine zlib.crc32_combine
#endif

#endif

#endif
