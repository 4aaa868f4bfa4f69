#define XLSX_TABLE
#include "xlsx.h"
#include "zlib_late.h"
#include "reading_late.h"

#ifdef XLSX_LIBRARY
#include <dlfcn.h>

struct xlsx xlsx;
struct zlib zlib;
struct reading_late reading_late;

/* What reads a workbook back. */
bool xlsx_read(struct error *err)
{
	static void *expat;
	void *zip;
	bool whole;

	if (expat)
		return true;
	zip = dlopen(XLSX_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	expat = dlopen("libexpat.so.1", RTLD_LAZY | RTLD_LOCAL);
	whole = zip && expat;
#define F(name) \
	whole = whole && (reading_late.name = (__typeof__(name) *)dlsym(zip, #name)) != NULL;
	UNZIP_FUNCTIONS(F)
#undef F
#define F(name) \
	whole = whole && (reading_late.name = (__typeof__(name) *)dlsym(expat, #name)) != NULL;
	EXPAT_FUNCTIONS(F)
#undef F
	return whole
	    || failed(err, FAULT_STORE, "to read a workbook needs minizip and expat: %s",
	              dlerror());
}

bool xlsx_open(struct error *err)
{
	static void *library;
	bool whole;

	if (library)
		return true;
	library = dlopen(XLSX_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	whole = library != NULL;
#define F(name) \
	whole = whole && (xlsx.name = (__typeof__(xlsx.name))dlsym(library, #name)) != NULL;
	XLSX_FUNCTIONS(F)
#undef F
#define F(name) \
	whole = whole && (zlib.name = (__typeof__(zlib.name))dlsym(library, #name)) != NULL;
	ZLIB_FUNCTIONS(F)
#undef F
	return whole
	    || failed(err, FAULT_STORE, "a workbook needs libxlsxwriter: %s", dlerror());
}

#else

bool xlsx_read(struct error *err)
{
	(void)err;
	return true;
}

bool xlsx_open(struct error *err)
{
	(void)err;
	return true;
}

#endif
