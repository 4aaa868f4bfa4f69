#include "beside.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool beside_open(const char *path, struct beside *out, struct error *err)
{
	out->path = path;
	if (snprintf(out->name, sizeof out->name, "%s.new", path) >= (int)sizeof out->name)
		return failed(err, FAULT_USAGE, "'%.40s...' is too long a path", path);
	out->out = fopen(out->name, "w");
	return out->out
	    || failed(err, FAULT_STORE, "cannot write '%s': %s", path, strerror(errno));
}

bool beside_keep(struct beside *file, bool ok, struct error *err)
{
	ok = (fclose(file->out) == 0 && ok && rename(file->name, file->path) == 0)
	  || failed(err, FAULT_STORE, "cannot write '%s': %s", file->path, strerror(errno));
	if (!ok)
		unlink(file->name);
	return ok;
}
