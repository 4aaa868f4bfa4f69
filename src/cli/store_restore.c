#include "command.h"
#include "upkeep.h"

#include <inttypes.h>

struct restore { const char *file; struct texts last; bool other, try; };

static void show_copy(struct desk *desk, const char *file, const struct backup *copy)
{
	char head[DIGEST_TEXT];

	digest_text(&copy->head, head);
	fprintf(desk->out, "%s: %" PRId64 " actions, verified, head %s\n", file, copy->actions,
	        head);
}

/* The store there is: who tries sits in it. */
static bool try(struct desk *desk, const struct restore *restore, struct error *err)
{
	struct clinic clinic;
	struct backup copy;

	if (!store_open(desk->path, ACCESS_WRITE, &desk->store, err)
	    || !clinic_now(desk->store, &clinic, err)
	    || !person_sit(desk->store, &clinic, desk->claim, err)
	    || !upkeep_try_restore(desk->store, restore->file, restore->other, &copy, err))
		return false;
	show_copy(desk, restore->file, &copy);
	fprintf(desk->out,
	        "it can be restored: it was, into a file of its own that is gone again\n");
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct restore *restore = request;
	struct restoring restoring = { .file = restore->file,
		                       .path = desk->path,
		                       .last = restore->last.item,
		                       .last_count = restore->last.count,
		                       .other = restore->other,
		                       .claim = desk->claim };
	struct restored restored;

	if (restore->try || desk->dry_run)
		return try(desk, restore, err);
	if (!upkeep_restore(&restoring, &restored, err))
		return false;
	show_copy(desk, restore->file, &restored.copy);
	fprintf(desk->out, "restored to %s", desk->path);
	if (*restored.aside)
		fprintf(desk->out, "; what was there is %s now", restored.aside);
	fputc('\n', desk->out);
	for (int i = 0; i < restored.numbered; i++)
		fprintf(desk->out, "numbers of %s go on after %" PRId64 "\n",
		        restored.series[i], restored.after[i]);
	if (*restored.aside)
		fprintf(desk->out, "What was entered since the copy is not in it: it can be read "
		                   "in the old store.\n");
	return true;
}

const struct command store_restore_command = {
	.name = "store restore",
	.summary = "Put a backup in the store's place, after verifying all of it",
	.more = "The old store is kept beside under a dated name. --last names the last "
	        "numbers you saw printed, so that none is given twice:\n"
	        "  pistor store restore /media/usb/pistor.db --last B26-0120 --last S26-000318",
	.access = ACCESS_NONE,
	.flags = COMMAND_ALONE | COMMAND_UNSEATED,
	.size = sizeof(struct restore),
	.words =
		(const struct word[]){
			{ "FILE", 0, FILLS(restore, file), "A copy that 'store backup' made" },
			{ "last", 0, FILLS(restore, last),
	                  "NUMBER: Numbering goes on after this one; may be repeated" },
			{ "try", 0, FILLS(restore, try),
	                  "Only see that it could be restored, and note that" },
			{ "other", 0, FILLS(restore, other),
	                  "Although it is not a copy of this store" },
			{ 0 } },
	.run = run,
};
