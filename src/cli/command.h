/*
 * command.h - what a subcommand is
 *
 * A command is data: the words it takes, the access it needs, and one function.
 * Its words fill a domain request directly; the kind of each word follows from
 * the member it fills. main opens the store, seats the person, begins the act,
 * and shows the answer once the act is kept: a command only does and tells. What
 * every act and every read can be asked (--once, --dry-run, --when, --format ...)
 * is parsed beside it and never seen here.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "day.h"
#include "page.h"
#include "quantity.h"
#include "store.h"
#include "strength.h"

#include <stddef.h>
#include <stdio.h>

enum { MOST_TEXTS = 64 };

/* A word that may be given several times. */
struct texts {
	const char *item[MOST_TEXTS];
	int count;
};

/* Who signs: --by PERSON, and the password, from the terminal or --password-fd. */
struct signer {
	const char *person;          /* NULL: who sits here */
	const char *password;        /* NULL: none was asked for (a practice store) */
};

struct word {
	const char *name;            /* "QUANTITY", "[PATIENT]" where it may be left out,
	                              * "CODE..." for the rest; "expires" (lower case) for an
	                              * option */
	char key;                    /* the short option, 0 for none */
	enum kind {
		KIND_TEXT,
		KIND_TEXTS,
		KIND_QUANTITY,
		KIND_PACKS,
		KIND_STRENGTH,
		KIND_DAY,
		KIND_EXPIRY,
		KIND_MOMENT,
		KIND_SPAN,
		KIND_COUNT,
		KIND_FLAG,
	} kind;
	size_t offset;               /* of the member it fills */
	bool zero;                   /* nothing is an answer: else a quantity, packs or a count
	                              * of 0 is refused, since to who reads the request it would
	                              * be as if it had not been said */
	const char *help;            /* for an option that takes a value: "WHAT: help" shows
	                              * WHAT as its name */
};

#define FILLS(type, member) FILLS_WITH(type, member, false)
#define FILLS_OR_ZERO(type, member) FILLS_WITH(type, member, true)
#define FILLS_WITH(type, member, zero) \
	_Generic(((struct type *)0)->member, \
		const char *:    KIND_TEXT, \
		struct texts:    KIND_TEXTS, \
		struct quantity: KIND_QUANTITY, \
		struct packs:    KIND_PACKS, \
		struct strength: KIND_STRENGTH, \
		struct day:      KIND_DAY, \
		struct expiry:   KIND_EXPIRY, \
		struct moment:   KIND_MOMENT, \
		struct span:     KIND_SPAN, \
		int64_t:         KIND_COUNT, \
		bool:            KIND_FLAG), \
	offsetof(struct type, member), zero

/* What a command works at. */
struct desk {
	struct store *store;
	FILE *out;                   /* the answer; shown when the act is kept */
	struct page *page;           /* the same place, in the format asked for */
	struct zone zone;            /* the clinic's */
	struct signer signer;        /* filled where the command signs */
	const char *path;            /* of the store, for those that make or copy one */
	const char *at;              /* --at, for the one that makes a store */
	int password_fd;             /* -1: the terminal */
	const struct claim *claim;   /* who says they sit here, for the one that opens its own
	                              * store (person.h) */
	char *tried;                 /* a secret that gave no right to what was asked;
	                              * allocated, and forgotten by main, which notes the
	                              * attempt */
	struct texts heard;          /* what a patient answered, and which: a yes is noted where
	                              * the act is refused */
	char heard_of[64];
	enum format format;          /* as asked for, and where the answer will be shown: for a
	                              * COMMAND_STREAMS */
	FILE *stream;
	bool practice, dry_run, names;
	bool copied;                 /* what is read is a copy (--copy) */
	bool confirms;               /* what it would do is shown first: then it says the same
	                              * when it is done */
	enum {
		SIGNS_NOTHING,
		SIGNS_NOW_OR_LATER,  /* who sits may sign it now, or with 'pistor sign' */
		SIGNS_NOW,
	} signs;                     /* set by a COMMAND_SIGNS_LAST: what the act it would do
	                              * asks for */
	char shown[16];              /* what was shown before the question, kept from the run
	                              * before it by one who must do just that */
	bool idle;                   /* set by a command that after all has nothing to record:
	                              * its act is undone */
};

enum flags {
	COMMAND_CONFIRMS = 1,        /* on a terminal: show what it would do, ask, then do it */
	COMMAND_SIGNS    = 2,        /* takes --by and a password */
	COMMAND_UNSEATED = 4,        /* runs without a person: a new store */
	COMMAND_PASSWORD = 16,       /* takes a new password from --password-fd or the terminal
	                              * itself */
	COMMAND_FINDS    = 32,       /* its answer is shown even where it ends in a refusal: a
	                              * read's, a dry run's */
	COMMAND_ALONE    = 8,        /* begins and ends its own acts, or opens its own store */
	COMMAND_SIGNS_LAST = 128,    /* of a COMMAND_SIGNS: whether a password is asked for, too,
	                              * is known once what it would do is shown */
	COMMAND_STREAMS  = 256,      /* writes rows past desk->out when it is told to: csv and
	                              * json are its own affair */
	COMMAND_NAMES    = 512,      /* of one that reads: shows patients, and their names with
	                              * --names */
	COMMAND_PROVES   = 1024,     /* asks who does it for their password, at the end */
	COMMAND_RESTORES = 2048,     /* of one that opens its own store, to be replaced: who
	                              * sits is asked of the store there is or, where that is
	                              * lost, of the copy that its first member names */
	COMMAND_FILE     = 64,       /* what its first member, a path, holds is part of the
	                              * request: for --once */
};

struct command {
	const char *name;            /* "lot receive"; also the verb of the act and of the right
	                              * to do it */
	const char *summary;
	const char *more;            /* examples and what a stranger must know; may be NULL */
	enum access access;
	int flags;
	const struct word *words;    /* ends with no name; may be NULL */
	size_t size;                 /* of the request the words fill */
	size_t signs_if;             /* where in it the flag stands without which it does not
	                              * sign; 0: it always does */
	bool (*run)(struct desk *desk, const void *request, struct error *err);
};

/* What was asked beside the command's own words. */
struct asked {
	const char *store, *copy, *as, *typed_for, *at, *when, *reason, *happened, *once;
	int password_fd;             /* -1: the terminal */
	const char *by;
	struct texts overrides;      /* "RULE=why" */
	enum format format;
	bool dry_run, yes, names;
};

/* Fill request and asked from argv (argv[0] is the command's title), or explain and exit as
 * argp does. */
void command_parse(const struct command *command, int argc, char **argv, void *request,
                   struct asked *asked);

extern const struct command *const commands[];   /* src/cli/commands.c, ends with NULL */

#endif
