/*
 * reading_late.h - minizip's reading half and expat, opened as late as libxlsxwriter (xlsx.h)
 */
#ifndef READING_LATE_H
#define READING_LATE_H

#include <expat.h>
#include <minizip/unzip.h>

#ifdef XLSX_LIBRARY

#define UNZIP_FUNCTIONS(F) \
	F(unzOpen64) F(unzClose) F(unzLocateFile) F(unzOpenCurrentFile) F(unzReadCurrentFile) \
	F(unzCloseCurrentFile) F(unzGoToFirstFile) F(unzGoToNextFile) F(unzGetCurrentFileInfo64)
#define EXPAT_FUNCTIONS(F) \
	F(XML_ParserCreateNS) F(XML_SetStartDoctypeDeclHandler) F(XML_ParserFree) F(XML_SetUserData) F(XML_SetElementHandler) \
	F(XML_SetCharacterDataHandler) F(XML_GetBuffer) F(XML_ParseBuffer) F(XML_StopParser) \
	F(XML_ResumeParser) F(XML_GetErrorCode) F(XML_ErrorString)

struct reading_late {
#define F(name) __typeof__(name) *name;
	UNZIP_FUNCTIONS(F)
	EXPAT_FUNCTIONS(F)
#undef F
};

extern struct reading_late reading_late;

#ifndef XLSX_TABLE
#define unzOpen64                   reading_late.unzOpen64
#define unzClose                    reading_late.unzClose
#define unzLocateFile               reading_late.unzLocateFile
#define unzOpenCurrentFile          reading_late.unzOpenCurrentFile
#define unzReadCurrentFile          reading_late.unzReadCurrentFile
#define unzCloseCurrentFile         reading_late.unzCloseCurrentFile
#define unzGoToFirstFile            reading_late.unzGoToFirstFile
#define unzGoToNextFile             reading_late.unzGoToNextFile
#define unzGetCurrentFileInfo64     reading_late.unzGetCurrentFileInfo64
#define XML_ParserCreateNS          reading_late.XML_ParserCreateNS
#define XML_SetStartDoctypeDeclHandler reading_late.XML_SetStartDoctypeDeclHandler
#define XML_ParserFree              reading_late.XML_ParserFree
#define XML_SetUserData             reading_late.XML_SetUserData
#define XML_SetElementHandler       reading_late.XML_SetElementHandler
#define XML_SetCharacterDataHandler reading_late.XML_SetCharacterDataHandler
#define XML_GetBuffer               reading_late.XML_GetBuffer
#define XML_ParseBuffer             reading_late.XML_ParseBuffer
#define XML_StopParser              reading_late.XML_StopParser
#define XML_ResumeParser            reading_late.XML_ResumeParser
#define XML_GetErrorCode            reading_late.XML_GetErrorCode
#define XML_ErrorString             reading_late.XML_ErrorString
#endif

#endif

#endif
