#include "command.h"
#include "upkeep.h"

#include <inttypes.h>

struct copying { const char *file; };

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct copying *copying = request;
	struct backup backup;
	char file[DIGEST_TEXT], head[DIGEST_TEXT];

	if (!upkeep_backup(desk->store, copying->file, desk->dry_run, &backup, err))
		return false;
	digest_text(&backup.file, file);
	digest_text(&backup.head, head);
	fprintf(desk->out, "%s: %" PRId64 " actions, verified%s\n", copying->file,
	        backup.actions, desk->dry_run ? " (dry run: the copy was thrown away)" : "");
	fprintf(desk->out, "head    %s\nSHA-256 %s\n", head, file);
	if (!desk->dry_run)
		fprintf(desk->out, "Keep the head elsewhere: with it 'pistor journal verify "
		                   "HEAD' shows a cut tail too.\n");
	return true;
}

const struct command store_backup_command = {
	.name = "store backup",
	.summary = "Copy the store to a file, also while it is worked in, and verify the copy",
	.more = "The copy is one file. 'pistor ... --copy FILE' reads it anywhere, also where "
	        "nothing can be written; 'pistor store restore FILE --try' shows that it can "
	        "be restored.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE,
	.size = sizeof(struct copying),
	.words = (const struct word[]){ { "FILE", 0, FILLS(copying, file),
	                                  "The copy; it must not exist yet" },
	                                { 0 } },
	.run = run,
};
