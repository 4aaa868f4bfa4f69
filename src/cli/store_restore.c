#include "command.h"
#include "person.h"
#include "upkeep.h"
#include "words.h"

#include <inttypes.h>

struct restore { const char *file, *reason; struct texts last; bool other, try; };

static void show_copy(struct desk *desk, const char *file, const struct backup *copy)
{
	char head[DIGEST_TEXT];

	digest_text(&copy->head, head);
	fprintf(desk->out, "%s: %" PRId64 " actions, verified, head %s\n", file, copy->actions,
	        head);
}

/* All that would be found wrong; nothing is written. */
static bool look(struct desk *desk, const struct restore *restore, struct error *err)
{
	struct backup copy;

	if (!upkeep_may_restore(desk->store, err)
	    || !upkeep_look(restore->file, &copy, err))
		return false;
	show_copy(desk, restore->file, &copy);
	if (!restore->try)
		fprintf(desk->out, "it would be put in the place of %s, and what is there kept "
		        "beside it\n", desk->path);
	return true;
}

/* The store there is: who tries sits in it. */
static bool try(struct desk *desk, const struct restore *restore, struct error *err)
{
	struct backup copy;

	if (desk->copied)
		return failed(err, FAULT_MISSING,
		              "there is no store at '%s' to note it in: without --try '%s' is put "
		              "there", desk->path, restore->file);
	if (!upkeep_try_restore(desk->store, restore->file, restore->other, &copy, err))
		return false;
	show_copy(desk, restore->file, &copy);
	fprintf(desk->out,
	        "it can be restored: it was, into a file of its own that is gone again\n");
	return true;
}

static void say_restored(struct desk *desk, const char *file, const struct restored *restored)
{
	show_copy(desk, file, &restored->copy);
	fprintf(desk->out, "restored to %s", desk->path);
	if (*restored->aside)
		fprintf(desk->out, "; what was there is %s now", restored->aside);
	fputc('\n', desk->out);
	for (int i = 0; i < restored->numbered; i++)
		fprintf(desk->out, "numbers of %s go on after %" PRId64 "\n",
		        restored->series[i], restored->after[i]);
	if (*restored->aside)
		fprintf(desk->out, "What was entered since the copy is not in it: it can be read "
		                   "in the old store.\n");
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct restore *restore = request;
	struct restoring restoring = { .file = restore->file,
		                       .path = desk->path,
		                       .last = restore->last.item,
		                       .last_count = restore->last.count,
		                       .other = restore->other,
		                       .seat = *store_seat(desk->store) };
	struct restored restored;
	struct person person;

	if (!restore->try && !words_say(restore->reason))
		return failed(err, FAULT_REFUSED, "say why with --reason, in words: a restore is an "
		              "exception");
	if (desk->dry_run)
		return look(desk, restore, err);
	if (restore->try)
		return try(desk, restore, err);
	if (!person_by_id(desk->store, restoring.seat.person, &person, err))
		return false;
	restoring.person = person.code;
	restoring.seat.reason = restore->reason;
	/* It is replaced while nobody works in it. */
	store_close(desk->store);
	desk->store = NULL;
	if (!upkeep_restore(&restoring, &restored, err))
		return false;
	say_restored(desk, restore->file, &restored);
	return true;
}

const struct command store_restore_command = {
	.name = "store restore",
	.summary = "Put a backup in the store's place, after verifying all of it",
	.more = "The old store is kept beside under a dated name, to be read. --last names the "
	        "last numbers you saw printed, so that none is given twice:\n"
	        "  pistor store restore /media/usb/pistor.db --reason 'the disk failed' --last "
	        "B26-0120\n"
	        "It is an administrator's, who gives the password. Where the store is lost, so is "
	        "who sits: --by says it, and the password is that of the copy.",
	.access = ACCESS_NONE,
	.flags = COMMAND_ALONE | COMMAND_PROVES | COMMAND_RESTORES,
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
			{ "reason", 0, FILLS(restore, reason), "TEXT: Why" },
			{ 0 } },
	.run = run,
};
